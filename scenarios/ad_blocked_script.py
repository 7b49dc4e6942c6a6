"""A blocker eats the pixel's script: the server's copy alone must carry the sale."""

from harness import Visit, scenario
from harness.conditions import consent_granted, pixel_script_blocked


@scenario(given=(pixel_script_blocked, consent_granted), tags=("too few purchases", "server", "buy", "high"))
async def ad_blocked_script(visit: Visit) -> None:
    """A visitor whose network blocks the pixel's script accepts the banner and buys."""
    await visit.arrive()
    await visit.walk("buy")
