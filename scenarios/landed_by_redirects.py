"""The advertisement's link leads through trackers: whoever drops the query on the way loses the click."""

from harness import Visit, scenario
from harness.conditions import consent_granted, long_landing_redirects


@scenario(
    given=(long_landing_redirects, consent_granted), tags=("low match quality", "browser", "server", "buy", "high")
)
async def landed_by_redirects(visit: Visit) -> None:
    """A visitor comes by a link that redirects four times, and buys."""
    await visit.arrive()
    await visit.walk("buy")
