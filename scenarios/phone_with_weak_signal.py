"""A slow network: every copy is late, and none is lost."""

from harness import Visit, scenario
from harness.conditions import consent_granted, slow_network


@scenario(given=(slow_network, consent_granted), tags=("too few purchases", "browser", "buy", "medium"))
async def phone_with_weak_signal(visit: Visit) -> None:
    """A visitor buys on a phone with a weak signal."""
    await visit.arrive()
    await visit.walk("buy")
