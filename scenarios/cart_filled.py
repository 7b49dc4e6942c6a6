"""Three things into the cart: each is worth its own price, not what the cart comes to."""

from harness import Visit, scenario
from harness.conditions import consent_granted


@scenario(
    given=(consent_granted,),
    tags=("inflated return on ad spend", "shrinking retargeting pools", "browser", "server", "fill_cart", "medium"),
)
async def cart_filled(visit: Visit) -> None:
    """A visitor puts three things into the cart and leaves it there."""
    await visit.arrive()
    await visit.walk("fill_cart")
