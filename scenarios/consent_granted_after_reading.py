"""Consent comes when the page has been read: it has queued its events, and says them once and no sooner."""

from harness import Visit, scenario
from harness.conditions import consent_granted_late


@scenario(given=(consent_granted_late,), tags=("data goes out that must not", "browser", "server", "lead", "high"))
async def consent_granted_after_reading(visit: Visit) -> None:
    """A visitor reads the landing page to its end, accepts the banner, and asks for a quote."""
    await visit.arrive()
    await visit.walk("lead")
