"""Most who come from an advertisement come with a phone."""

from harness import Visit, scenario
from harness.conditions import consent_granted, mobile


@scenario(given=(consent_granted, mobile), tags=("too few purchases", "browser", "buy", "critical"))
async def bought_on_a_phone(visit: Visit) -> None:
    """A visitor buys on a phone."""
    await visit.arrive()
    await visit.walk("buy")
