"""The bank's webhook never comes: the shop must ask, or the sale is lost."""

from harness import Visit, scenario
from harness.conditions import consent_granted, return_without_webhook


@scenario(
    given=(return_without_webhook, consent_granted), tags=("too few purchases", "browser", "server", "buy", "high")
)
async def payment_never_told(visit: Visit) -> None:
    """A visitor pays at a bank that never tells the shop, and returns."""
    await visit.arrive()
    await visit.walk("buy")
