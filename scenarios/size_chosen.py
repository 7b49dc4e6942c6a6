"""A product with sizes: the product is looked at, one size is put into the cart and bought."""

from harness import Visit, scenario
from harness.conditions import consent_granted


@scenario(given=(consent_granted,), tags=("shrinking retargeting pools", "browser", "server", "buy_a_size", "medium"))
async def size_chosen(visit: Visit) -> None:
    """A visitor chooses a size and buys it."""
    await visit.arrive()
    await visit.walk("buy_a_size")
