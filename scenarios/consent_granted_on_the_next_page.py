"""Consent comes a page late: nothing of the page before may be told, and the click in its address is lost."""

from harness import Visit, scenario
from harness.conditions import consent_granted_on_a_later_page


@scenario(
    given=(consent_granted_on_a_later_page,),
    tags=("data goes out that must not", "low match quality", "browser", "server", "buy", "high"),
)
async def consent_granted_on_the_next_page(visit: Visit) -> None:
    """A visitor lets the banner be, accepts it on the next page, and buys."""
    await visit.arrive()
    await visit.walk("buy")
