"""The receipt behind the thank-you page: it looks like a confirmation, and reports nothing."""

from harness import Visit, scenario
from harness.conditions import consent_granted


@scenario(given=(consent_granted,), tags=("too many purchases", "browser", "buy_and_read_the_receipt", "high"))
async def receipt_opened(visit: Visit) -> None:
    """A visitor buys and opens the receipt."""
    await visit.arrive()
    await visit.walk("buy_and_read_the_receipt")
