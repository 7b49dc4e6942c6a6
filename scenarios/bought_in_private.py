"""Two private windows: two sales, and nothing that ties the second to the click."""

from harness import Visit, scenario
from harness.conditions import consent_granted, private_window


@scenario(
    given=(consent_granted, private_window),
    tags=("too few purchases", "low match quality", "browser", "server", "buy", "medium"),
)
async def bought_in_private(visit: Visit) -> None:
    """A visitor buys in a private window, closes it, and buys again in another one."""
    await visit.arrive()
    await visit.walk("buy")
