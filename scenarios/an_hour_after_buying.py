"""An hour after a sale: by then Meta has long heard of it."""

from harness import Visit, scenario
from harness.conditions import consent_granted

LATER_S = 3600.0


@scenario(given=(consent_granted,), tags=("too many purchases", "inflated return on ad spend", "server", "buy", "high"))
async def an_hour_after_buying(visit: Visit) -> None:
    """A visitor buys, and an hour goes by, with all that the shop does once an hour."""
    await visit.arrive()
    await visit.walk("buy")
    await visit.time_passes(LATER_S)
