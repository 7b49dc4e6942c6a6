"""The Conversions API is down for a while: the outbox waits, and nothing is lost once it is back."""

from harness import Visit, scenario
from harness.conditions import consent_granted

OUTAGE_S = 600.0


@scenario(given=(consent_granted,), faults=("graph_down",), tags=("too few purchases", "server", "buy", "critical"))
async def graph_down(visit: Visit) -> None:
    """A visitor buys while Meta's server API is down; ten minutes later it is back."""
    await visit.arrive()
    await visit.walk("buy")
    await visit.time_passes(OUTAGE_S)
    visit.lift("graph_down")
