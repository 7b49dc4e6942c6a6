"""A currency without cents: thousands of yen are no amount in cents."""

from harness import Visit, scenario
from harness.conditions import consent_granted


@scenario(given=(consent_granted,), tags=("inflated return on ad spend", "browser", "server", "buy_in_yen", "high"))
async def yen(visit: Visit) -> None:
    """A visitor switches the shop to Japanese yen and buys."""
    await visit.arrive()
    await visit.walk("buy_in_yen")
