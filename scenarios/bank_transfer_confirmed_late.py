"""A bank transfer takes nine days: the sale is reported when it is paid, and as of then."""

from harness import Visit, scenario
from harness.conditions import consent_granted, pays_days_later


@scenario(
    given=(pays_days_later, consent_granted),
    tags=("too few purchases", "unstable optimisation", "server", "buy", "high"),
)
async def bank_transfer_confirmed_late(visit: Visit) -> None:
    """A visitor orders in advance and leaves; the money is found on the shop's account nine days later."""
    await visit.arrive()
    await visit.walk("buy")
