"""A refund is no sale."""

from harness import Visit, scenario
from harness.conditions import consent_granted, refunded_later


@scenario(
    given=(consent_granted, refunded_later),
    tags=("too many purchases", "inflated return on ad spend", "server", "buy", "high"),
)
async def money_back(visit: Visit) -> None:
    """A visitor buys, and gets the money back later."""
    await visit.arrive()
    await visit.walk("buy")
