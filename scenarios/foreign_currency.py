"""Prices in another currency than the store's own: amount and currency go together."""

from harness import Visit, scenario
from harness.conditions import consent_granted


@scenario(
    given=(consent_granted,), tags=("inflated return on ad spend", "browser", "server", "buy_in_kronor", "critical")
)
async def foreign_currency(visit: Visit) -> None:
    """A visitor switches the shop to Swedish kronor and buys."""
    await visit.arrive()
    await visit.walk("buy_in_kronor")
