"""A blocking DNS list eats script and endpoint: the server's copy alone must carry the sale."""

from harness import Visit, scenario
from harness.conditions import consent_granted, pixel_blocked


@scenario(given=(pixel_blocked, consent_granted), tags=("too few purchases", "server", "buy", "critical"))
async def pixel_blocked_by_dns(visit: Visit) -> None:
    """A visitor behind a blocking DNS accepts the banner and buys."""
    await visit.arrive()
    await visit.walk("buy")
