"""Closing a tab while it is under way to another page."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.async_api import Page

HEARD_S = 0.2
"""How long a tab has to close. One that is just changing its document may never hear of it (measured in Chromium)."""

HELD_S = 1.0
"""How long the site's answers are held back from a visitor who closes the tab; it is closed by then."""


async def close_in_flight(page: Page) -> None:
    """Close a tab whatever it is doing, and return when it is closed; what it had asked for it gets no more."""
    await _say(page, "Page.stopLoading")
    closing = asyncio.ensure_future(page.close())
    while not (await asyncio.wait({closing}, timeout=HEARD_S))[0]:
        # Playwright says it once, and waits for good.
        await _say(page, "Page.close")
    await closing


async def _say(page: Page, method: str) -> None:
    """Say something by the browser's own protocol, if the browser speaks it and the tab is still there."""
    from playwright.async_api import Error  # noqa: PLC0415 - loaded only where a browser is driven

    with contextlib.suppress(Error):
        session = await page.context.new_cdp_session(page)
        await session.send(method)
