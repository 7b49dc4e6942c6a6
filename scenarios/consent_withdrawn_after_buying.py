"""Consent is taken back after a sale: what has not gone out stays at home, and so does the next page."""

from harness import Visit, scenario
from harness.conditions import consent_withdrawn


@scenario(given=(consent_withdrawn,), tags=("data goes out that must not", "browser", "server", "buy", "critical"))
async def consent_withdrawn_after_buying(visit: Visit) -> None:
    """A visitor agrees, buys, changes their mind on the last page, and looks at another."""
    await visit.arrive()
    await visit.walk("buy")
