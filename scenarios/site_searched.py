"""People type anything into a search box, and no parameter may carry it on."""

from harness import Visit, scenario
from harness.conditions import consent_granted


@scenario(given=(consent_granted,), tags=("data goes out that must not", "browser", "server", "search", "high"))
async def site_searched(visit: Visit) -> None:
    """A visitor searches for a thing, and then for their own e-mail address."""
    await visit.arrive()
    await visit.walk("search")
