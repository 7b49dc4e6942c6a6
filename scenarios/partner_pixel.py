"""Two pixels on purpose: the agency that sent the visitor hears the same events, and each pixel folds for itself."""

from harness import Visit, scenario
from harness.conditions import consent_granted


@scenario(
    given=(consent_granted,), tags=("too many purchases", "too few purchases", "browser", "server", "buy", "medium")
)
async def partner_pixel(visit: Visit) -> None:
    """A visitor comes by an agency's campaign, whose pixel is on the pages beside the shop's own, and buys."""
    await visit.arrive("?partner=yes")
    await visit.walk("buy")
