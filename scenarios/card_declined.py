"""A declined card, then a good one: only the paid order is a sale."""

from harness import Visit, scenario
from harness.conditions import consent_granted, declined_then_paid


@scenario(given=(declined_then_paid, consent_granted), tags=("too many purchases", "browser", "server", "buy", "high"))
async def card_declined(visit: Visit) -> None:
    """A visitor pays with a card that is declined, and then with another."""
    await visit.arrive()
    await visit.walk("buy")
