"""The shop is open in two tabs: two views, and one sale."""

from harness import Visit, scenario
from harness.conditions import consent_granted, two_tabs


@scenario(given=(consent_granted, two_tabs), tags=("too many purchases", "browser", "server", "buy", "medium"))
async def two_tabs_open(visit: Visit) -> None:
    """A visitor opens the landing page twice, and buys in one of the tabs."""
    await visit.arrive()
    await visit.walk("buy")
