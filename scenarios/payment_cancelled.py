"""The shopper cancels at the bank and comes back: there is an order, and no sale."""

from harness import Visit, scenario
from harness.conditions import cancels_payment, consent_granted


@scenario(
    given=(cancels_payment, consent_granted),
    tags=("too many purchases", "inflated return on ad spend", "browser", "server", "buy", "high"),
)
async def payment_cancelled(visit: Visit) -> None:
    """A visitor goes to the bank to pay, and cancels there."""
    await visit.arrive()
    await visit.walk("buy")
