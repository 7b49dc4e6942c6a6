"""Closing a tab while it is under way to another page."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.async_api import Page

HEARD_S = 0.2
"""How long a tab has to close. One that is just changing its document may never hear of it (measured in Chromium)."""


async def close_in_flight(page: Page) -> None:
    """Close a tab whatever it is doing, and return when it is closed."""
    closing = asyncio.ensure_future(page.close())
    while not (await asyncio.wait({closing}, timeout=HEARD_S))[0]:
        await _ask_again(page)
    await closing


async def _ask_again(page: Page) -> None:
    """Say it by the browser's own protocol: Playwright says it once and waits from then on."""
    from playwright.async_api import Error  # noqa: PLC0415 - loaded only where a browser is driven

    with contextlib.suppress(Error):  # It may close meanwhile.
        session = await page.context.new_cdp_session(page)
        await session.send("Page.close")
