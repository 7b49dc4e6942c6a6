"""The payment is approved in a frame of the provider's: the page around it must tell of that step."""

from harness import Visit, scenario
from harness.conditions import consent_granted


@scenario(given=(consent_granted,), tags=("too few purchases", "browser", "server", "buy_by_wallet", "medium"))
async def payment_in_a_frame(visit: Visit) -> None:
    """A visitor buys, and approves the payment in the bank's frame on the shop's page."""
    await visit.arrive()
    await visit.walk("buy_by_wallet")
