"""The shopper's device is slow."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from harness.condition import Kind, Phase, condition
from harness.evidence import traced
from harness.ledger import Excuse
from harness.tabs import in_each_tab, session_of
from harness.visit import Visit
from mock_meta.event import Channel

if TYPE_CHECKING:
    from playwright.async_api import Page

RATE = 4
"""How many times as long a script takes: a cheap phone beside a desktop computer, as Lighthouse has it."""
_SLOWER = RATE / 2
"""From how many times as long on it counts as acted."""
_MEASURES = 4
"""A busy machine blurs a measure: so often it is taken at most, fast and slowed, and the best of each is compared."""
_WORK_MS = """() => {
  let best = Infinity;
  for (let turn = 0; turn < 12; turn++) {
    const began = performance.now();
    for (let count = 0, sum = 0; count < 4e6; count++) sum = (sum + count) | 0;
    best = Math.min(best, performance.now() - began);
  }
  return best;
}"""


@condition(
    Phase.BEFORE_ARRIVAL,
    kind=Kind.NETWORK,
    mechanism=f"Chromium slows the page's main thread down to a {RATE}th; a piece of work is timed before and after",
    evidence=traced("slow_cpu"),
    excuses=(Excuse(channel=Channel.BROWSER, aspect="delay", reason="the shopper's device is slow"),),
    decides=("the device's speed",),
)
async def slow_cpu(visit: Visit) -> None:
    """A cheap phone: every script takes several times as long. All is owed all the same."""
    fast_ms, slow_ms = await _measured(visit.page)

    async def begin(page: Page) -> None:
        await _slow_down(page, RATE)

    await in_each_tab(visit, begin)
    if slow_ms >= _SLOWER * fast_ms:
        visit.trace("slow_cpu", f"work that took {fast_ms:.0f} ms takes {slow_ms:.0f} ms now")


async def _slow_down(page: Page, rate: int) -> None:
    session = await session_of(page)
    await session.send("Emulation.setCPUThrottlingRate", {"rate": rate})


async def _measured(page: Page) -> tuple[float, float]:
    """How long a piece of work takes on the page at full speed and slowed down, in milliseconds."""
    fast_ms = slow_ms = math.inf
    for _ in range(_MEASURES):
        await _slow_down(page, 1)
        fast_ms = min(fast_ms, await page.evaluate(_WORK_MS))
        await _slow_down(page, RATE)
        slow_ms = min(slow_ms, await page.evaluate(_WORK_MS))
        if slow_ms >= _SLOWER * fast_ms:
            break
    return fast_ms, slow_ms
