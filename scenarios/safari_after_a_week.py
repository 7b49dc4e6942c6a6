"""Safari forgets what scripts store: after a week the click is known only to a cookie that the server set."""

from harness import Visit, scenario
from harness.conditions import consent_granted, returns_after_eight_days, safari_cookie_caps


@scenario(
    given=(consent_granted, safari_cookie_caps, returns_after_eight_days),
    tags=("low match quality", "shrinking retargeting pools", "server", "buy", "high"),
)
async def safari_after_a_week(visit: Visit) -> None:
    """A visitor with Safari's cookie rules buys, and comes back eight days later for more."""
    await visit.arrive()
    await visit.walk("buy")
