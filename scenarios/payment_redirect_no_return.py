"""Paid, never seen again: only the payment provider's webhook knows of the sale."""

from harness import Visit, scenario
from harness.conditions import consent_granted, never_returns


@scenario(given=(never_returns, consent_granted), tags=("too few purchases", "server", "buy", "critical"))
async def payment_redirect_no_return(visit: Visit) -> None:
    """A visitor pays on the bank's page and closes the tab there."""
    await visit.arrive()
    await visit.walk("buy")
