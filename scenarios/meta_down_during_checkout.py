"""All of Meta is down while somebody buys: the checkout must not notice, and the server tells of the sale later."""

from harness import Visit, scenario
from harness.conditions import consent_granted


@scenario(
    given=(consent_granted,),
    faults=("meta_down",),
    tags=("too few purchases", "server", "buy", "critical"),
    measures_cost=True,
)
async def meta_down_during_checkout(visit: Visit) -> None:
    """A visitor buys while nothing of Meta answers, and then it is back."""
    await visit.arrive()
    await visit.walk("buy")
    visit.lift("meta_down")
