"""A real consent manager asks, and is told no: neither page nor server may go past it."""

from harness import Visit, scenario
from harness.conditions import consent_denied


@scenario(given=(consent_denied,), tags=("data goes out that must not", "browser", "server", "buy", "critical"))
async def consent_manager_declined(visit: Visit) -> None:
    """A visitor declines the banner of a consent manager, and buys all the same."""
    await visit.arrive("?banner=manager")
    await visit.walk("buy")
