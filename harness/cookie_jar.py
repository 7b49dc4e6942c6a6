"""The cookies of a visitor's browser: those of Meta's, as they are held, and all of them as they grow old."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from harness.ledger import Cookie

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Page

    from mock_meta.clock import RunClock

_META_COOKIES = ("_fbp", "_fbc")


async def held(context: BrowserContext, clock: RunClock) -> list[Cookie]:
    """Meta's cookies that the browser holds now."""
    found = [cookie for cookie in await context.cookies() if cookie.get("name") in _META_COOKIES]
    return [_noted(cookie, clock) for cookie in found]


def _noted(cookie: Mapping[str, Any], clock: RunClock) -> Cookie:
    ends = _ends(cookie)
    expires = None if ends is None else ends + clock.offset_s
    return Cookie(at=clock.now(), name=cookie["name"], value=cookie["value"], expires=expires)


async def grow_older(context: BrowserContext, seconds: float) -> None:
    """Let time pass for the cookies of a browser, whose own clock stands still: those at their end go.

    What ends with the session stays: the visitor has not closed the browser.
    """
    for cookie in await context.cookies():
        ends = _ends(cookie)
        if ends is None:
            continue
        if ends - seconds > time.time():
            await context.add_cookies([{**cookie, "expires": ends - seconds}])  # type: ignore[typeddict-item]
        else:
            await context.clear_cookies(name=cookie.get("name"), domain=cookie.get("domain"), path=cookie.get("path"))


async def end_session(page: Page) -> None:
    """Forget what ends with the session, as when the browser is closed, and files that it keeps for a while only."""
    context = page.context
    session = await context.new_cdp_session(page)
    await session.send("Network.clearBrowserCache")
    await session.detach()
    for cookie in await context.cookies():
        if _ends(cookie) is None:
            await context.clear_cookies(name=cookie.get("name"), domain=cookie.get("domain"), path=cookie.get("path"))


def _ends(cookie: Mapping[str, Any]) -> float | None:
    """When a cookie ends by the machine's clock; None if it ends with the session."""
    ends = float(cookie.get("expires", -1))
    return ends if ends > 0 else None
