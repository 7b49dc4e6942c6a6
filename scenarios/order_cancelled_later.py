"""Paid, reported, cancelled a day later: the sale was right when it was told of."""

from harness import Visit, scenario
from harness.conditions import consent_granted

A_DAY_S = 86400.0


@scenario(given=(consent_granted,), tags=("too many purchases", "server", "buy", "medium"))
async def order_cancelled_later(visit: Visit) -> None:
    """A visitor buys, and cancels the order the next day."""
    await visit.arrive()
    await visit.walk("buy")
    await visit.time_passes(A_DAY_S)
    await visit.act("order_cancelled")
