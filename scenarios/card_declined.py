"""A declined card, then a good one: only the paid order is a sale."""

from harness import Visit, scenario
from harness.conditions import consent_granted


@scenario(
    given=(consent_granted,), tags=("too many purchases", "browser", "server", "buy_after_a_declined_card", "high")
)
async def card_declined(visit: Visit) -> None:
    """A visitor pays with a card that is declined, and then with another."""
    await visit.arrive()
    await visit.walk("buy_after_a_declined_card")
