"""Settling: proving that nothing more will be sent, without waiting for time to pass.

In Chromium a page is run through ten seconds of its own life by virtual time; then the tab is closed, which fires what
sends on the way out; then the wire must be quiet for one short stated patience; then the site's outbox is drained.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from harness.errors import RunError
from harness.other_browsers import LOST, Kind

if TYPE_CHECKING:
    from playwright.async_api import CDPSession, Page

    from harness.slot import Slot

PAGE_SECONDS = 10.0
"""How much of a page's own life is run through."""
WALL_CAP_S = 5.0
"""After this much real time a page that still holds a request open is left as it is, and named."""
DETACH_CAP_S = 1.0
"""How long a page that is busy has to let go of the one who watches it."""
FRAMES_CAP_S = 0.5
"""How long a page has for drawing twice; one that is hidden draws never."""
QUIET_S = 0.12
"""How long nothing may move between visitor and Meta before the wire counts as quiet."""
QUIET_WITHOUT_DRAIN_S = 1.0
"""The same for sites whose outbox can't be drained: their backend's copies come when they come."""
PATIENCE_S = 2.0
"""How long nothing may move in a browser without virtual time until a page counts as done."""
QUIET_LIMIT_S = 30.0
"""A wire that is never quiet for this long breaks the run."""


async def live_out(page: Page, slot: Slot) -> str:
    """Let a page do what it had planned; the reason why that could not be seen through, or an empty string."""
    browser = page.context.browser
    kind = browser.browser_type.name if browser is not None else ""
    if kind not in {*Kind}:
        return await run_out(page)
    await slot.meta.activity.quiet(PATIENCE_S, QUIET_LIMIT_S)
    return LOST[Kind(kind)]


async def run_out(page: Page) -> str:
    """Let a page live through `PAGE_SECONDS`; the reason why that could not be seen through, or an empty string.

    A device that was made slow is so no longer: a slowed page does not come to the end of its time within the cap
    (measured), and what it has planned does not depend on it.
    """
    session = await page.context.new_cdp_session(page)
    try:
        if await _virtual_time(session, "pauseIfNetworkFetchesPending"):
            await drawn(page)
            return ""
        if await _virtual_time(session, "advance"):
            return f"{page.url} held a request open for {WALL_CAP_S:.0f} s; what it would have sent after it is unknown"
        return f"{page.url} was busy for {2 * WALL_CAP_S:.0f} s; what it would have sent after that is unknown"
    finally:
        # A page that never comes to itself does not answer this either; it is about to be closed.
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(session.detach(), DETACH_CAP_S)


async def _virtual_time(session: CDPSession, policy: str) -> bool:
    expired = asyncio.Event()
    session.once("Emulation.virtualTimeBudgetExpired", lambda _: expired.set())
    try:
        async with asyncio.timeout(WALL_CAP_S):
            await session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
            await session.send("Emulation.setVirtualTimePolicy", {"policy": policy, "budget": PAGE_SECONDS * 1000})
            await expired.wait()
    except TimeoutError:
        return False
    return True


async def drawn(page: Page) -> None:
    """Let a page draw twice: frames come in real time, so an animation sees only now what virtual time brought."""
    from playwright.async_api import Error  # noqa: PLC0415 - loaded only where a browser is driven

    # A page that goes elsewhere meanwhile breaks the promise, and takes its plans with it.
    with contextlib.suppress(TimeoutError, Error):
        async with asyncio.timeout(FRAMES_CAP_S):
            await page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")


async def settle_wire(slot: Slot) -> None:
    """Wait until the visitor's requests are all recorded, then until the site has sent what waited.

    Raises:
        RunError: the wire never came to rest.
    """
    await _quiet(slot, QUIET_S)
    drained = await slot.drain()
    await _quiet(slot, 0.0 if drained else QUIET_WITHOUT_DRAIN_S)


async def _quiet(slot: Slot, patience_s: float) -> None:
    if not await slot.meta.activity.quiet(patience_s, QUIET_LIMIT_S):
        raise RunError(
            f"requests kept coming for {QUIET_LIMIT_S:.0f} s after the visit ended "
            f"({slot.meta.activity.in_flight} unanswered), so the run can't be closed"
        )
