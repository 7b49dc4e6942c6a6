"""The thank-you page is loaded again: one order stays one Purchase."""

from harness import Visit, scenario
from harness.conditions import consent_granted


@scenario(
    given=(consent_granted,),
    tags=("too many purchases", "cost per purchase jumped after a tracking update", "browser", "buy", "critical"),
)
async def thank_you_reloaded(visit: Visit) -> None:
    """A visitor buys, then reloads the confirmation page twice."""
    await visit.arrive()
    await visit.walk("buy")
    await visit.reload()
    await visit.reload()
