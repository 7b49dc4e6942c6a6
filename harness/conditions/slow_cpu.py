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
    from playwright.async_api import CDPSession, Page

RATE = 4
"""How many times as long a script takes: a cheap phone beside a desktop computer, as Lighthouse has it."""
_SLOWER = RATE / 2
"""From how many times as long on it counts as acted."""
_MEASURES = 3
_WORK = "() => { for (let count = 0, sum = 0; count < 2e7; count++) sum = (sum + count) | 0; }"


@condition(
    Phase.BEFORE_ARRIVAL,
    kind=Kind.NETWORK,
    mechanism=f"Chromium slows the page's main thread down to a {RATE}th; a piece of work is timed fast and slowed",
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
        visit.trace("slow_cpu", f"work that took {fast_ms:.0f} ms of the processor takes {slow_ms:.0f} ms now")


async def _slow_down(page: Page, rate: int) -> None:
    session = await session_of(page)
    await session.send("Emulation.setCPUThrottlingRate", {"rate": rate})


async def _measured(page: Page) -> tuple[float, float]:
    """How much processor time the same work takes on the page at full speed and slowed down, in milliseconds.

    What makes the page slow burns its time; what else the machine has to do does not count.
    """
    session = await session_of(page)
    await session.send("Performance.enable", {"timeDomain": "threadTicks"})
    fast_ms = slow_ms = 0.0
    for _ in range(_MEASURES):
        await _slow_down(page, 1)
        fast_ms += await _work_ms(page, session)
        await _slow_down(page, RATE)
        slow_ms += await _work_ms(page, session)
    await session.detach()
    return fast_ms, slow_ms


async def _work_ms(page: Page, session: CDPSession) -> float:
    before_s = await _thread_s(session)
    await page.evaluate(_WORK)
    return (await _thread_s(session) - before_s) * 1000


async def _thread_s(session: CDPSession) -> float:
    metrics = (await session.send("Performance.getMetrics"))["metrics"]
    return float(next(metric["value"] for metric in metrics if metric["name"] == "ThreadTime"))
