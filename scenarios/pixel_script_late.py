"""The pixel's script comes late: what the page has queued until then is told all the same."""

from harness import Visit, scenario
from harness.conditions import consent_granted, slow_pixel_script


@scenario(
    given=(slow_pixel_script, consent_granted),
    tags=("too few purchases", "low match quality", "browser", "buy", "high"),
)
async def pixel_script_late(visit: Visit) -> None:
    """A visitor buys while fbevents.js is slow to come."""
    await visit.arrive()
    await visit.walk("buy")
