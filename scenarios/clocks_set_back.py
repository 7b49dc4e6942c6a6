"""The hour that exists twice: local times are no times in it."""

from harness import Visit, scenario
from harness.conditions import consent_granted, daylight_saving_night


@scenario(given=(consent_granted, daylight_saving_night), tags=("low match quality", "server", "buy", "low"))
async def clocks_set_back(visit: Visit) -> None:
    """A visitor buys in the night in which the clocks are set back."""
    await visit.arrive()
    await visit.walk("buy")
