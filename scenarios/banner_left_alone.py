"""Nobody answers the banner: silence is no consent, however far the visitor goes."""

from harness import Visit, scenario
from harness.conditions import banner_ignored


@scenario(given=(banner_ignored,), tags=("data goes out that must not", "browser", "server", "buy", "critical"))
async def banner_left_alone(visit: Visit) -> None:
    """A visitor buys with the banner still on the page."""
    await visit.arrive()
    await visit.walk("buy")
