"""What is put into the cart is reported when it is put in, however often the cart is looked at."""

from harness import Visit, scenario
from harness.conditions import consent_granted


@scenario(
    given=(consent_granted,),
    tags=("shrinking retargeting pools", "unstable optimisation", "browser", "server", "fill_the_cart", "medium"),
)
async def cart_looked_at(visit: Visit) -> None:
    """A visitor fills the cart, looks at it twice, and passes it by once."""
    await visit.arrive()
    await visit.walk("fill_the_cart")
