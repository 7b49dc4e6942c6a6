"""A blocker eats the pixel's requests: the script runs, nothing arrives, the server's copy carries the sale."""

from harness import Visit, scenario
from harness.conditions import consent_granted, pixel_endpoint_blocked


@scenario(given=(pixel_endpoint_blocked, consent_granted), tags=("too few purchases", "server", "buy", "high"))
async def ad_blocked_endpoint(visit: Visit) -> None:
    """A visitor whose network blocks the pixel's requests accepts the banner and buys."""
    await visit.arrive()
    await visit.walk("buy")
