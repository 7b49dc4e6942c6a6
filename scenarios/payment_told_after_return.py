"""The bank's webhook comes last: a return that is not paid yet is no sale, and then it is one."""

from harness import Visit, scenario
from harness.conditions import consent_granted, webhook_after_return


@scenario(
    given=(webhook_after_return, consent_granted),
    tags=("too few purchases", "too many purchases", "browser", "server", "buy", "high"),
)
async def payment_told_after_return(visit: Visit) -> None:
    """A visitor is back from the bank before it has told the shop of the payment."""
    await visit.arrive()
    await visit.walk("buy")
