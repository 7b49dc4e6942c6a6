"""An hour after a sale: by then Meta has long heard of it."""

from harness import Visit, scenario
from harness.conditions import an_hour_later, consent_granted


@scenario(
    given=(consent_granted, an_hour_later),
    tags=("too many purchases", "inflated return on ad spend", "server", "buy", "high"),
)
async def an_hour_after_buying(visit: Visit) -> None:
    """A visitor buys; an hour goes by, with all that the shop does once an hour, and they look in again."""
    await visit.arrive()
    await visit.walk("buy")
