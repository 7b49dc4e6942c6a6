"""The signal is lost on the landing page and comes back: each view counts once."""

from harness import Visit, scenario
from harness.conditions import consent_granted, goes_offline_and_back


@scenario(
    given=(goes_offline_and_back, consent_granted),
    tags=("too many purchases", "shrinking retargeting pools", "browser", "buy", "medium"),
)
async def signal_lost_for_a_moment(visit: Visit) -> None:
    """A visitor reloads in a tunnel, reloads again behind it, and buys."""
    await visit.arrive()
    await visit.walk("buy")
