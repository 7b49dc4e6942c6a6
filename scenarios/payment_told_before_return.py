"""The bank's webhook comes first: the page that comes after it still owes the browser's copy."""

from harness import Visit, scenario
from harness.conditions import consent_granted, webhook_before_return


@scenario(
    given=(webhook_before_return, consent_granted),
    tags=("too few purchases", "low match quality", "browser", "server", "buy", "high"),
)
async def payment_told_before_return(visit: Visit) -> None:
    """A visitor pays at a bank that tells the shop before they are back."""
    await visit.arrive()
    await visit.walk("buy")
