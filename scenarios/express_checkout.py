"""The express button: no checkout is seen, the wallet tells who bought, and the sale has its value."""

from harness import Visit, scenario
from harness.conditions import consent_granted


@scenario(
    given=(consent_granted,),
    tags=("too few purchases", "low match quality", "browser", "server", "buy_express", "high"),
)
async def express_checkout(visit: Visit) -> None:
    """A visitor pays from the cart by the express button."""
    await visit.arrive()
    await visit.walk("buy_express")
