"""A known customer: from the first page on both channels mean the same person."""

from harness import Visit, scenario
from harness.conditions import consent_granted


@scenario(given=(consent_granted,), tags=("low match quality", "browser", "server", "buy", "medium"))
async def known_customer(visit: Visit) -> None:
    """A visitor opens an account and buys."""
    await visit.arrive()
    await visit.walk("register")
    await visit.walk("buy")
