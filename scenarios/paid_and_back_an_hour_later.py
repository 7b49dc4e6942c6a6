"""The shopper pays and comes back an hour later: both copies are still one sale."""

from harness import Visit, scenario
from harness.conditions import consent_granted, returns_late


@scenario(given=(returns_late, consent_granted), tags=("too many purchases", "browser", "server", "buy", "medium"))
async def paid_and_back_an_hour_later(visit: Visit) -> None:
    """A visitor pays on the bank's page, has lunch, and returns to the shop."""
    await visit.arrive()
    await visit.walk("buy")
