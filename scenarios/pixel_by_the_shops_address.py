"""A pixel that comes and reports by the shop's own address gets past an ad blocker: both copies arrive, and fold."""

from harness import Visit, scenario
from harness.conditions import ad_blocker, consent_granted


@scenario(
    given=(ad_blocker, consent_granted),
    tags=("too few purchases", "low match quality", "browser", "server", "buy", "high"),
)
async def pixel_by_the_shops_address(visit: Visit) -> None:
    """A visitor with an ad blocker buys where the pixel passes through the shop."""
    await visit.arrive("?pixel=own")
    await visit.walk("buy")
