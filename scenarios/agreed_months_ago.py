"""A regular customer agreed months ago and is asked no more: both channels must know it from the stored answer."""

from harness import Visit, scenario
from harness.conditions import stale_choice


@scenario(given=(stale_choice,), tags=("too few purchases", "low match quality", "browser", "server", "buy", "high"))
async def agreed_months_ago(visit: Visit) -> None:
    """A visitor who had accepted the banner comes back by an advertisement after months, and buys."""
    await visit.arrive()
    await visit.walk("buy")
