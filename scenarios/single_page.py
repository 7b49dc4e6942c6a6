"""A shop that is a single page: what a script shows is a view too, reported once, from its own address."""

from harness import Visit, scenario
from harness.conditions import consent_granted


@scenario(
    given=(consent_granted,),
    tags=("shrinking retargeting pools", "too few purchases", "browser", "server", "buy_in_the_app", "high"),
)
async def single_page(visit: Visit) -> None:
    """A visitor looks around and buys where links swap the view and load no page."""
    await visit.arrive("?view=app")
    await visit.walk("buy_in_the_app")
