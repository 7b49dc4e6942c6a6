"""The shopper's network is slow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.condition import Kind, Phase, condition
from harness.evidence import traced
from harness.ledger import Excuse
from harness.tabs import in_each_tab, on_requests, session_of
from harness.visit import Visit
from mock_meta.event import Channel

if TYPE_CHECKING:
    from playwright.async_api import Page, Request

LATENCY_S = 0.15
"""What each request takes at least: a phone on a slow 4G network, as Lighthouse has it."""
BYTES_PER_SECOND = 200_000


@condition(
    Phase.BEFORE_ARRIVAL,
    kind=Kind.NETWORK,
    mechanism=f"Chromium's own emulation: each request takes {LATENCY_S:g} s at least, "
    f"{BYTES_PER_SECOND // 1000} kB a second come through",
    evidence=traced("slow_network"),
    excuses=(Excuse(channel=Channel.BROWSER, aspect="delay", reason="the shopper's network is slow"),),
    decides=("the shopper's network",),
)
async def slow_network(visit: Visit) -> None:
    """A phone with a weak signal: every page, script and event takes its time. All is owed all the same.

    What a page sends on its way out is not slowed down (measured).
    """

    async def begin(page: Page) -> None:
        session = await session_of(page)
        await session.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": LATENCY_S * 1000,
                "downloadThroughput": BYTES_PER_SECOND,
                "uploadThroughput": BYTES_PER_SECOND / 2,
            },
        )

    def heard(request: Request) -> None:
        timing = request.timing
        took_s = (timing["responseStart"] - timing["requestStart"]) / 1000
        if request.is_navigation_request() and timing["requestStart"] >= 0 and took_s >= LATENCY_S:
            visit.trace("slow_network", f"the first byte of a page took {took_s:.2f} s")

    await in_each_tab(visit, begin)
    await on_requests(visit, "requestfinished", heard)
