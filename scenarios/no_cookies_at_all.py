"""A browser without cookies: the site can't remember a consent, so it must take none for granted."""

from harness import Visit, scenario
from harness.conditions import consent_granted, cookies_refused


@scenario(given=(consent_granted, cookies_refused), tags=("data goes out that must not", "browser", "browse", "medium"))
async def no_cookies_at_all(visit: Visit) -> None:
    """A visitor whose browser keeps no cookies looks around."""
    await visit.arrive()
    await visit.walk("browse")
