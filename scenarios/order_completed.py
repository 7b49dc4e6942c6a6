"""The order is packed and sent: its new status is no second sale."""

from harness import Visit, scenario
from harness.conditions import consent_granted

TWO_DAYS_S = 2 * 86400.0


@scenario(
    given=(consent_granted,),
    tags=("too many purchases", "cost per purchase jumped after a tracking update", "server", "buy", "high"),
)
async def order_completed(visit: Visit) -> None:
    """A visitor buys, and two days later the back office completes the order."""
    await visit.arrive()
    await visit.walk("buy")
    await visit.time_passes(TWO_DAYS_S)
    await visit.act("order_completed")
