"""Whatever changes something is answered late: no copy is lost or doubled while the shopper waits."""

from harness import Visit, scenario
from harness.conditions import consent_granted, slow_backend


@scenario(
    given=(slow_backend, consent_granted),
    tags=("too few purchases", "too many purchases", "browser", "server", "buy", "high"),
)
async def checkout_posts_late(visit: Visit) -> None:
    """A visitor buys while the shop takes its time over every form."""
    await visit.arrive()
    await visit.walk("buy")
