"""A real consent manager asks: with its answer all that was held goes out, on the pages before the next click too."""

from harness import Visit, scenario
from harness.conditions import consent_granted


@scenario(given=(consent_granted,), tags=("too few purchases", "browser", "server", "buy", "high"))
async def consent_manager_accepted(visit: Visit) -> None:
    """A visitor accepts the banner of a consent manager, and buys."""
    await visit.arrive("?banner=manager")
    await visit.walk("buy")
