"""The Back button brings the thank-you page up again: one order stays one Purchase."""

from harness import Visit, scenario
from harness.conditions import consent_granted


@scenario(given=(consent_granted,), tags=("too many purchases", "browser", "buy_and_come_back", "high"))
async def thank_you_by_back_button(visit: Visit) -> None:
    """A visitor buys, looks around, and goes back to the confirmation page."""
    await visit.arrive()
    await visit.walk("buy_and_come_back")
