"""Half a day ahead: a local time that passes for UTC lies in the future."""

from harness import Visit, scenario
from harness.conditions import consent_granted, far_time_zone


@scenario(given=(consent_granted, far_time_zone), tags=("low match quality", "server", "buy", "medium"))
async def visitor_from_auckland(visit: Visit) -> None:
    """A visitor from the other end of the world buys."""
    await visit.arrive()
    await visit.walk("buy")
