"""Two people at once: what one page or one second has in common must not be what an event is known by."""

from harness import Visit, scenario, together
from harness.conditions import consent_granted


@scenario(given=(consent_granted,), tags=("too few purchases", "low match quality", "browser", "server", "buy", "high"))
async def two_visitors(visit: Visit) -> None:
    """A visitor looks at a product while another does, and each buys it."""
    await visit.arrive()
    other = await visit.newcomer()
    await other.arrive()
    await together(visit.walk("buy"), other.walk("buy"))
