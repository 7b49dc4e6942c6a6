"""An ad blocker eats the pixel: the server's copy alone must carry the sale."""

from harness import Visit, scenario
from harness.conditions import ad_blocker, consent_granted


@scenario(given=(ad_blocker, consent_granted), tags=("too few purchases", "server", "buy", "critical"))
async def ad_blocked(visit: Visit) -> None:
    """A visitor with an ad blocker accepts the banner and buys."""
    await visit.arrive()
    await visit.walk("buy")
