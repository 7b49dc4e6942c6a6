"""The button that leads to the cart: what is put in is reported once, on the way."""

from harness import Visit, scenario
from harness.conditions import consent_granted


@scenario(given=(consent_granted,), tags=("shrinking retargeting pools", "browser", "server", "buy_now", "medium"))
async def bought_at_once(visit: Visit) -> None:
    """A visitor puts one thing into the cart and is taken there."""
    await visit.arrive()
    await visit.walk("buy_now")
