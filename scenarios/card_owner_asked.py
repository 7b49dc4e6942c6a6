"""A card whose bank asks its owner first: a redirect where there is none otherwise."""

from harness import Visit, scenario
from harness.conditions import consent_granted, strong_authentication


@scenario(
    given=(strong_authentication, consent_granted),
    tags=("too few purchases", "low match quality", "browser", "server", "buy", "high"),
)
async def card_owner_asked(visit: Visit) -> None:
    """A visitor pays by card, and confirms it on the page of the card's bank."""
    await visit.arrive()
    await visit.walk("buy")
