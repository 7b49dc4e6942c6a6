"""Two people at once: what one page or one second has in common must not be what an event is known by."""

import asyncio

from harness import Visit, scenario
from harness.conditions import consent_granted


@scenario(given=(consent_granted,))
async def two_visitors(visit: Visit) -> None:
    """Two visitors look at the same product at the same time, and each buys it."""
    await visit.arrive()
    other = await visit.newcomer()
    await other.arrive()
    await asyncio.gather(visit.walk("buy"), other.walk("buy"))
