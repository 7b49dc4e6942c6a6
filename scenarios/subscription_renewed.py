"""A renewal is money, and no visit: the website must not report it as a sale of its own."""

from harness import Visit, scenario
from harness.conditions import consent_granted

A_MONTH_S = 30 * 86400.0


@scenario(
    given=(consent_granted,), tags=("too many purchases", "inflated return on ad spend", "server", "buy", "medium")
)
async def subscription_renewed(visit: Visit) -> None:
    """A visitor buys, and a month later the subscription is charged again."""
    await visit.arrive()
    await visit.walk("buy")
    await visit.time_passes(A_MONTH_S)
    await visit.act("renewal")
