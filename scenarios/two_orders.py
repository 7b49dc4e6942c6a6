"""Two orders by one visitor: two sales with ids of their own, even with equal baskets."""

from harness import Visit, scenario
from harness.conditions import consent_granted


@scenario(given=(consent_granted,), tags=("too few purchases", "browser", "server", "buy", "high"))
async def two_orders(visit: Visit) -> None:
    """A visitor buys, and buys the same again a minute later."""
    await visit.arrive()
    await visit.walk("buy")
    await visit.walk("buy")
