"""What a run needs of the machine, looked at one by one."""

from __future__ import annotations

import asyncio
import os
import platform
import socket
import sys
from pathlib import Path

import msgspec

from harness.browser import INSTALL_COMMAND, SETTING, Chromium, candidates, find_browser, install_browser, launch
from harness.errors import BrowserError, PixelproofError
from harness.other_browsers import LOST, NAMES, Kind, find_other, mend
from harness.sources import chosen_site

_OLDEST_PYTHON = (3, 11)


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a run needs: whether it is there, and the command that mends it if not."""

    name: str
    ok: bool
    says: str
    mend: str = ""


def diagnose(browser_path: str | None = None, *, install: bool = False) -> tuple[Result, ...]:
    """Look at everything that a run needs."""
    others = (_other(kind) for kind in Kind)
    return (_python(), _browser(browser_path, install=install), *others, _loopback(), _site(), _folder())


def _python() -> Result:
    ok = sys.version_info[:2] >= _OLDEST_PYTHON
    return Result(
        name="Python",
        ok=ok,
        says=f"{platform.python_version()} (3.11 or newer is needed)",
        mend="" if ok else "install Python 3.11 or newer and make a new virtual environment with it",
    )


def _browser(path: str | None, *, install: bool) -> Result:
    try:
        try:
            chromium = find_browser(path)
        except BrowserError:
            if not install or path:
                raise
            chromium = install_browser()
        version = asyncio.run(_started(chromium))
    except BrowserError as error:
        return Result(name="browser", ok=False, says=str(error), mend=_mend_browser(path))
    others = [found.path for found in candidates() if found.path != chromium.path]
    also = f"; also here: {', '.join(others)}" if others else ""
    return Result(name="browser", ok=True, says=f"Chromium {version} at {chromium.path} ({chromium.found_as}){also}")


def _other(kind: Kind) -> Result:
    """Another browser: nothing is missing without it."""
    name = f"--browser {kind}"
    try:
        found = find_other(kind)
    except BrowserError:
        return Result(name=name, ok=True, says=f"no {NAMES[kind]} is here; '{mend(kind)}' may bring one")
    return Result(name=name, ok=True, says=f"{found.said}; no loss on its browser channel is a finding: {LOST[kind]}")


def _mend_browser(path: str | None) -> str:
    if path:
        return "pixelproof doctor (without --browser-path, or with the path of a Chromium)"
    return f"unset {SETTING} (or set it to the path of a Chromium)" if os.environ.get(SETTING) else INSTALL_COMMAND


async def _started(chromium: Chromium) -> str:
    from playwright.async_api import async_playwright  # noqa: PLC0415 - heavy, and needed only here

    async with async_playwright() as playwright:
        browser = await launch(playwright, chromium, "")
        version = browser.version
        await browser.close()
    return version


def _loopback() -> Result:
    try:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
    except OSError as error:
        return Result(
            name="loopback ports", ok=False, says=f"127.0.0.1 can't be used: {error}", mend="ip link set lo up"
        )
    return Result(name="loopback ports", ok=True, says="127.0.0.1 can be used")


def _site() -> Result:
    try:
        site = chosen_site(None)
    except PixelproofError as error:
        return Result(name="packaged site", ok=False, says=str(error), mend="pip install --force-reinstall pixelproof")
    return Result(name="packaged site", ok=True, says=f"{site.name} ({site.path})")


def _folder() -> Result:
    try:
        probe = Path("pixelproof-out") / ".probe"
        probe.parent.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        return Result(
            name="output folder", ok=False, says=f"it can't be written: {error}", mend="run in another folder"
        )
    return Result(name="output folder", ok=True, says=str(probe.parent.resolve()))
