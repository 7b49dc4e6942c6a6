"""The shopper's device is slow."""

from __future__ import annotations

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
"""From how many times as long on it counts as acted; a busy machine blurs the measure."""
_WORK_MS = """() => {
  let best = Infinity;
  for (let turn = 0; turn < 3; turn++) {
    const began = performance.now();
    for (let count = 0, sum = 0; count < 2e7; count++) sum = (sum + count) | 0;
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
    before_ms = await visit.page.evaluate(_WORK_MS)

    async def begin(page: Page) -> None:
        session = await session_of(page)
        await session.send("Emulation.setCPUThrottlingRate", {"rate": RATE})

    await in_each_tab(visit, begin)
    after_ms = await visit.page.evaluate(_WORK_MS)
    if after_ms >= _SLOWER * before_ms:
        visit.trace("slow_cpu", f"work that took {before_ms:.0f} ms takes {after_ms:.0f} ms now")
