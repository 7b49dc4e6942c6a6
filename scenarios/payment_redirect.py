"""Payment on another origin: the shopper leaves, pays, comes back, and is counted once."""

from harness import Visit, scenario
from harness.conditions import consent_granted, pays_elsewhere


@scenario(
    given=(pays_elsewhere, consent_granted),
    tags=("too few purchases", "low match quality", "browser", "server", "buy", "critical"),
)
async def payment_redirect(visit: Visit) -> None:
    """A visitor pays on the bank's own page and returns to the shop."""
    await visit.arrive()
    await visit.walk("buy")
