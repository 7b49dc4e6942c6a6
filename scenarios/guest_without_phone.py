"""A guest who came by no advertisement: what they have not is not missed."""

from harness import Visit, scenario
from harness.conditions import consent_granted


@scenario(given=(consent_granted,), tags=("low match quality", "browser", "server", "buy_as_guest", "medium"))
async def guest_without_phone(visit: Visit) -> None:
    """A visitor who typed the address buys and leaves out the phone number."""
    await visit.arrive(advertised=False)
    await visit.walk("buy_as_guest")
