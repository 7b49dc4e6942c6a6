"""Browsers that are no Chromium: found, started, and steered by the proxy alone.

Neither a certificate's pin nor virtual time can be had of them, so that a page is given a stated patience, and what the
steering itself may lose is never held against the site.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import msgspec

from harness.browser import downloaded
from harness.errors import BrowserError

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserType, Playwright


class Kind(StrEnum):
    """The browsers that can be driven beside Chromium."""

    FIREFOX = "firefox"
    WEBKIT = "webkit"


LOST: Mapping[Kind, str] = {
    Kind.FIREFOX: "Firefox as it is steered here loses some of what a page sends while it is left: 17 of 60 images of "
    "a click that leads on arrived, and 48 of 60 beacons of a tab that was closed (measured)",
    Kind.WEBKIT: "what WebKit as it is steered here loses was never measured",
}
"""Why nothing that is missing on the browser channel is a finding, by browser."""

NAMES: Mapping[Kind, str] = {Kind.FIREFOX: "Firefox", Kind.WEBKIT: "WebKit"}
_DOWNLOADED: Mapping[Kind, tuple[str, ...]] = {
    Kind.FIREFOX: (
        "firefox-*/firefox/firefox",
        "firefox-*/firefox/Nightly.app/Contents/MacOS/firefox",
        "firefox-*/firefox/firefox.exe",
    ),
    Kind.WEBKIT: ("webkit-*/pw_run.sh", "webkit-*/Playwright.exe"),
}
_INSTALLED = ("/usr/lib/firefox-esr/firefox-esr", "/usr/lib/firefox/firefox")
_COMMANDS = ("firefox-esr", "firefox")
_BY_PROTOCOL = "moz-firefox"
"""Playwright's word for a Firefox that is not its own build; it is undocumented, and holds for 1.58 to 1.64 (tried)."""
_QUIET: Mapping[str, Any] = {
    "app.normandy.enabled": False,
    "app.update.enabled": False,
    "browser.safebrowsing.downloads.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.getAddons.cache.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "toolkit.telemetry.enabled": False,
}
_START_LIMIT_MS = 60_000


class OtherBrowser(msgspec.Struct, frozen=True, kw_only=True):
    """A browser that was found. ``path`` is empty for Playwright's own build."""

    kind: Kind
    path: str = ""

    @property
    def said(self) -> str:
        """How a report names it."""
        return f"{NAMES[self.kind]} ({self.path or 'one of Playwright'})"


def find_other(kind: Kind, explicit: str | None = None) -> OtherBrowser:
    """The browser of this kind: the explicit one, Playwright's own, or an installed one.

    Raises:
        BrowserError: there is none.
    """
    if explicit is not None:
        path = shutil.which(explicit)
        if path is None:
            raise BrowserError(f"the browser was set to {explicit}, which is not a program that can be run")
        return OtherBrowser(kind=kind, path=path)
    if next(downloaded(_DOWNLOADED[kind]), None) is not None:
        return OtherBrowser(kind=kind)
    if kind is Kind.FIREFOX and (path := _installed_firefox()):
        return OtherBrowser(kind=kind, path=path)
    raise BrowserError(f"no {NAMES[kind]} was found; try '{mend(kind)}'")


def mend(kind: Kind) -> str:
    """The command that is likeliest to bring a browser of this kind."""
    return "apt-get install firefox-esr" if kind is Kind.FIREFOX else "python -m playwright install --with-deps webkit"


def _installed_firefox() -> str:
    # The program itself first: what is on the PATH may be a script around it.
    there = [path for path in _INSTALLED if os.access(path, os.X_OK)]
    return next(iter(there), "") or next((path for name in _COMMANDS if (path := shutil.which(name))), "")


def firefox_preferences(proxy_port: int) -> dict[str, Any]:
    """How a Firefox is told to send everything, this machine's own names too, to a proxy and to ask for nothing itself.

    A proxy that is given in Playwright's way is ignored by builds that are not its own (measured).
    """
    proxy: dict[str, Any] = {"network.proxy.type": 1, "network.proxy.no_proxies_on": ""}
    for scheme in ("http", "ssl"):
        proxy |= {f"network.proxy.{scheme}": "127.0.0.1", f"network.proxy.{scheme}_port": proxy_port}
    return {
        **proxy,
        "network.proxy.allow_hijacking_localhost": True,
        "security.cert_pinning.enforcement_level": 0,
        "network.stricttransportsecurity.preloadlist": False,
        **_QUIET,
    }


async def launch_other(playwright: Playwright, other: OtherBrowser, proxy_port: int) -> Browser:
    """A running browser of that kind, all of whose traffic goes to the proxy.

    Raises:
        BrowserError: it doesn't start.
    """
    from playwright.async_api import Error  # noqa: PLC0415 - loaded only where a browser is driven

    kind: BrowserType = getattr(playwright, other.kind)
    asked: dict[str, Any] = {"timeout": _START_LIMIT_MS, "proxy": {"server": f"http://127.0.0.1:{proxy_port}"}}
    if other.kind is Kind.FIREFOX:
        asked["firefox_user_prefs"] = firefox_preferences(proxy_port)
    if other.path:
        asked["executable_path"] = other.path
        if other.kind is Kind.FIREFOX:
            del asked["proxy"]
            asked["channel"] = _BY_PROTOCOL
    try:
        return await kind.launch(**asked)
    except Error as error:
        reason = str(error).strip().splitlines()[0]
        raise BrowserError(f"{other.said} does not start: {reason}") from error
