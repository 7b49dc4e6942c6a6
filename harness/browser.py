"""Finding a Chromium, and starting it so that it calls nobody but the run's own proxies."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from harness.errors import BrowserError

if TYPE_CHECKING:
    from playwright.async_api import Browser, Playwright

SETTING = "PIXELPROOF_BROWSER"
INSTALL_COMMAND = "pixelproof doctor --install-browser"

_PLAYWRIGHT_PATTERNS = (
    "chromium_headless_shell-*/chrome-*/headless_shell*",
    "chromium_headless_shell-*/chrome-headless-shell-*/chrome-headless-shell*",
    "chromium-*/chrome-*/chrome",
    "chromium-*/chrome-*/Chromium.app/Contents/MacOS/Chromium",
    "chromium-*/chrome-*/chrome.exe",
)
_CACHES = (".cache/ms-playwright", "Library/Caches/ms-playwright", "AppData/Local/ms-playwright")
_INSTALLED = (
    ("chromium-headless-shell", "/usr/lib/chromium/chromium-headless-shell"),
    ("chromium", "/usr/lib/chromium/chromium"),
    ("chromium-browser", "/usr/lib/chromium-browser/chromium-browser"),
    ("google-chrome", "/opt/google/chrome/chrome"),
    ("google-chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
    ("microsoft-edge", "/opt/microsoft/msedge/msedge"),
    ("microsoft-edge", "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge"),
)


_USER_AGENT = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{major}.0.0.0 Safari/537.36"
)


class Chromium(msgspec.Struct, frozen=True, kw_only=True):
    """A browser that was found: where, and by which step of the search."""

    path: str
    found_as: str

    def version(self) -> str:
        """Its version as it prints it, such as ``156.0.8078.73``.

        Raises:
            BrowserError: it can't be run.
        """
        try:
            printed = subprocess.run(  # noqa: S603 - the path is the browser that the user has or named
                [self.path, "--version"], capture_output=True, text=True, timeout=20, check=False
            ).stdout
        except (OSError, subprocess.TimeoutExpired) as error:
            raise BrowserError(f"the browser {self.path} can't be run: {error}") from error
        match = re.search(r"\d+\.\d+\.\d+\.\d+", printed)
        if match is None:
            raise BrowserError(f"{self.path} does not print a Chromium version; name another one with {SETTING}")
        return match[0]


NO_CHROMIUM = Chromium(path="", found_as="not driven")
"""What a run has that drives another browser."""


def downloaded(patterns: tuple[str, ...]) -> Iterator[str]:
    """The programs that Playwright has downloaded, by their places in its folders; newest first of each pattern."""
    roots = [Path(os.environ["PLAYWRIGHT_BROWSERS_PATH"])] if os.environ.get("PLAYWRIGHT_BROWSERS_PATH") else []
    roots += [Path.home() / cache for cache in _CACHES]
    for pattern in patterns:
        for root in roots:
            for path in sorted(root.glob(pattern), reverse=True):
                if os.access(path, os.X_OK) and path.is_file():
                    yield str(path)


def candidates() -> Iterator[Chromium]:
    """Every browser there is, in the order of the search: Playwright's own, then installed ones."""
    for path in downloaded(_PLAYWRIGHT_PATTERNS):
        yield Chromium(path=path, found_as="Playwright's own")
    for command, usual_place in _INSTALLED:
        # The program in the package's own folder first: the wrapper on the PATH adds flags of its own.
        found = usual_place if os.access(usual_place, os.X_OK) else shutil.which(command)
        if found:
            yield Chromium(path=found, found_as=f"installed {command}")


def find_browser(explicit: str | None = None) -> Chromium:
    """The browser to drive: the explicit setting, else the first candidate.

    Raises:
        BrowserError: the setting names no program, or nothing was found.
    """
    setting = explicit or os.environ.get(SETTING)
    if setting:
        path = shutil.which(setting)
        if path is None:
            raise BrowserError(f"the browser was set to {setting}, which is not a program that can be run")
        return Chromium(path=path, found_as="explicit setting")
    found = next(candidates(), None)
    if found is None:
        raise BrowserError(f"no Chromium was found; run '{INSTALL_COMMAND}', or set {SETTING} to the path of one")
    return found


def install_browser() -> Chromium:
    """Download Playwright's Chromium, or install Debian's where that is closed.

    Raises:
        BrowserError: neither way worked.
    """
    commands = [[sys.executable, "-m", "playwright", "install", "chromium-headless-shell"]]
    apt = shutil.which("apt-get")
    if apt and os.geteuid() == 0:
        commands += [[apt, "update", "-qq"], [apt, "install", "-y", "-qq", "chromium-headless-shell", "chromium"]]
    for command in commands:
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        done = subprocess.run(  # noqa: S603 - fixed commands
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
        )
        if done.returncode == 0 and (found := next(candidates(), None)) is not None:
            return found
    raise BrowserError(
        f"no Chromium could be installed; install one with your system's package manager and set {SETTING} to its path"
    )


def full_chromium(found: Chromium) -> Chromium | None:
    """A Chromium with extensions and lasting profiles: the one that was found, else another; None if none is here."""
    return next((one for one in (found, *candidates()) if _is_full(one)), None)


def _is_full(chromium: Chromium) -> bool:
    name = Path(chromium.path).name
    return "headless" not in name and not any(brand in chromium.path.lower() for brand in ("google", "msedge", "edge"))


def user_agent(version: str, template: str = "") -> str:
    """A normal visitor's user agent: the genuine pixel sends nothing for a headless one (measured).

    ``template`` is another one, in which ``{major}`` stands for the browser's version.
    """
    return (template or _USER_AGENT).replace("{major}", version.partition(".")[0])


def launch_arguments(chromium: Chromium, spki_sha256: str, agent: str = "") -> list[str]:
    """The flags by which a browser resolves no name by itself and trusts the run's certificate besides real ones."""
    return [
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
        f"--ignore-certificate-errors-spki-list={spki_sha256}",
        f"--user-agent={user_agent(chromium.version(), agent)}",
        "--disable-blink-features=AutomationControlled",
        "--disable-quic",
        # Chromium reloads its own error page when the network is back, and takes the shopper's reload away.
        "--disable-auto-reload",
    ]


async def launch(
    playwright: Playwright, chromium: Chromium, spki_sha256: str, agent: str = "", without: Sequence[str] = ()
) -> Browser:
    """A running browser, with another user agent than a desktop's if ``agent`` gives one.

    ``without`` are flags that Playwright would give it.

    Raises:
        BrowserError: it doesn't start.
    """
    from playwright.async_api import Error  # noqa: PLC0415 - loaded only where a browser is driven

    arguments = launch_arguments(chromium, spki_sha256, agent)
    try:
        return await playwright.chromium.launch(
            executable_path=chromium.path, args=arguments, ignore_default_args=list(without)
        )
    except Error as error:
        raise launch_failed(chromium, error) from error


def launch_failed(chromium: Chromium, error: Exception) -> BrowserError:
    """That a browser did not start, in one sentence."""
    reason = str(error).strip().splitlines()[0]
    return BrowserError(f"the browser {chromium.path} ({chromium.found_as}) does not start: {reason}")
