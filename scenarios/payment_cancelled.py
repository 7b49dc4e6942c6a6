"""The shopper cancels at the bank and comes back: there is an order, and no sale."""

from harness import Visit, scenario
from harness.conditions import consent_granted


@scenario(
    given=(consent_granted,),
    tags=("too many purchases", "inflated return on ad spend", "browser", "server", "cancel_at_bank", "high"),
)
async def payment_cancelled(visit: Visit) -> None:
    """A visitor goes to the bank to pay, and cancels there."""
    await visit.arrive()
    await visit.walk("cancel_at_bank")
