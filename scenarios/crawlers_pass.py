"""Crawlers read every page: they are no shoppers, and Meta hears nothing of them."""

from harness import Visit, scenario
from harness.conditions import consent_granted, crawler_passes


@scenario(given=(consent_granted, crawler_passes), tags=("unstable optimisation", "server", "browse", "medium"))
async def crawlers_pass(visit: Visit) -> None:
    """A visitor looks around, and two crawlers read the whole site."""
    await visit.arrive()
    await visit.walk("browse")
