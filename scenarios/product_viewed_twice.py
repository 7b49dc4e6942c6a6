"""The same product, looked at twice: two views with ids of their own, though the page may come out of a cache."""

from harness import Visit, scenario
from harness.conditions import consent_granted


@scenario(
    given=(consent_granted,),
    tags=("shrinking retargeting pools", "unstable optimisation", "browser", "server", "browse", "medium"),
)
async def product_viewed_twice(visit: Visit) -> None:
    """A visitor accepts the banner, looks around, comes back to a product, and buys nothing."""
    await visit.arrive()
    await visit.walk("browse")
