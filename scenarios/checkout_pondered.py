"""The checkout is opened and thought over: it is reported while the shopper is still there."""

from harness import Visit, scenario
from harness.conditions import consent_granted


@scenario(
    given=(consent_granted,),
    tags=("shrinking retargeting pools", "unstable optimisation", "browser", "server", "check_out", "medium"),
)
async def checkout_pondered(visit: Visit) -> None:
    """A visitor gets as far as the checkout, and stays there for a while without buying."""
    await visit.arrive()
    await visit.walk("check_out")
