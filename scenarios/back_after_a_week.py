"""A customer who comes back without an advertisement: the click of last week still counts if a cookie kept it."""

from harness import Visit, scenario
from harness.conditions import consent_granted, returns_after_eight_days


@scenario(
    given=(consent_granted, returns_after_eight_days), tags=("low match quality", "browser", "server", "buy", "high")
)
async def back_after_a_week(visit: Visit) -> None:
    """A visitor buys, and eight days later comes back by a bookmark and buys again."""
    await visit.arrive()
    await visit.walk("buy")
