"""The shop crawls: late pages must neither lose nor double a copy."""

from harness import Visit, scenario
from harness.conditions import consent_granted, slow_site


@scenario(
    given=(slow_site, consent_granted),
    tags=("too few purchases", "too many purchases", "browser", "server", "buy", "high"),
)
async def slow_checkout(visit: Visit) -> None:
    """A visitor buys while every answer of the shop comes late."""
    await visit.arrive()
    await visit.walk("buy")
