"""Who has an account is known from the first page on."""

from harness import Visit, scenario
from harness.conditions import consent_granted, logged_in_between


@scenario(given=(consent_granted, logged_in_between), tags=("low match quality", "browser", "server", "buy", "medium"))
async def account_before_buying(visit: Visit) -> None:
    """A visitor opens an account first, and buys then."""
    await visit.arrive()
    await visit.walk("buy")
