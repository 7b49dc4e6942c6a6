"""What a condition does to every tab of a visit, those that open later too."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.async_api import CDPSession, Page, Request

    from harness.visit import Visit

_UNDER_WAY: set[asyncio.Task[None]] = set()


async def in_each_tab(visit: Visit, begin: Callable[[Page], Awaitable[object]]) -> None:
    """Do ``begin`` to the shopper's tab, and to each that opens before the visit is over.

    A profile may outlive its visitor, so nothing is left behind in it that would meet the next one.
    """

    def on_page(page: Page) -> None:
        if not visit.is_over:
            spawn(begin(page))

    await begin(visit.page)
    visit.context.on("page", on_page)


async def session_of(page: Page) -> CDPSession:
    """A session of Chromium's own protocol with a tab; what it sets holds for as long as the tab is open."""
    return await page.context.new_cdp_session(page)


async def on_requests(visit: Visit, event: str, heard: Callable[[Request], None]) -> None:
    """Hear of the visit's requests by the name of Playwright's event: ``request``, ``requestfinished`` and so on."""

    async def begin(page: Page) -> None:
        page.on(event, heard)  # type: ignore[call-overload]

    await in_each_tab(visit, begin)


def spawn(deed: Awaitable[object]) -> None:
    """Begin something that the harness does not wait for; a tab that closes meanwhile ends it."""
    task = asyncio.get_running_loop().create_task(_until_closed(deed))
    _UNDER_WAY.add(task)
    task.add_done_callback(_UNDER_WAY.discard)


async def _until_closed(deed: Awaitable[object]) -> None:
    from playwright.async_api import Error  # noqa: PLC0415 - loaded only where a browser is driven

    with contextlib.suppress(Error):
        await deed
