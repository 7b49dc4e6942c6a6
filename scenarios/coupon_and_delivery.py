"""A coupon and delivery: the reported value is made of what the plan says, and of nothing else."""

from harness import Visit, scenario
from harness.conditions import consent_granted


@scenario(
    given=(consent_granted,), tags=("inflated return on ad spend", "browser", "server", "buy_with_coupon", "high")
)
async def coupon_and_delivery(visit: Visit) -> None:
    """A visitor redeems a coupon, pays for delivery and buys."""
    await visit.arrive()
    await visit.walk("buy_with_coupon")
