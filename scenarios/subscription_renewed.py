"""A renewal is money, and no visit: the website must not report it as a sale of its own."""

from harness import Visit, scenario
from harness.conditions import consent_granted, renewal_charged


@scenario(
    given=(consent_granted, renewal_charged),
    tags=("too many purchases", "inflated return on ad spend", "server", "buy", "medium"),
)
async def subscription_renewed(visit: Visit) -> None:
    """A visitor buys, and a month later the subscription is charged again."""
    await visit.arrive()
    await visit.walk("buy")
