"""Advertisements are tapped inside Facebook's app, and the shop opens there."""

from harness import Visit, scenario
from harness.conditions import consent_granted, in_app_browser


@scenario(given=(consent_granted, in_app_browser), tags=("too few purchases", "browser", "buy", "critical"))
async def bought_inside_the_app(visit: Visit) -> None:
    """A visitor taps an advertisement in the app, and buys in the browser inside it."""
    await visit.arrive()
    await visit.walk("buy")
