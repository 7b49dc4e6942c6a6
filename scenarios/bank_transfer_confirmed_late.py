"""A bank transfer takes nine days: the sale is reported when it is paid, and as of then."""

from harness import Visit, scenario
from harness.conditions import consent_granted, never_returns

NINE_DAYS_S = 9 * 86400.0


@scenario(
    given=(never_returns, consent_granted),
    tags=("too few purchases", "unstable optimisation", "server", "buy_in_advance", "high"),
)
async def bank_transfer_confirmed_late(visit: Visit) -> None:
    """A visitor orders in advance and leaves; the money is found on the shop's account nine days later."""
    await visit.arrive()
    await visit.walk("buy_in_advance")
    await visit.time_passes(NINE_DAYS_S)
    await visit.act("bookkeeper")
