"""The card's bank asks whether it is its owner who pays."""

from harness.condition import Kind, Part, Phase, condition
from harness.evidence import way_taken
from harness.trips import all_of, came_back
from harness.visit import Visit


@condition(
    Phase.BEFORE_ARRIVAL,
    kind=Kind.PAYMENT,
    mechanism="the site's way 'strong_authentication' of the journey: a card whose bank asks on a page of its own "
    "(3-D Secure)",
    evidence=all_of(way_taken("strong_authentication"), came_back),
    needs=("ways",),
    decides=("the way of paying",),
    acts_on=(Part.CONFIRMATION,),
)
async def strong_authentication(visit: Visit) -> None:
    """Between the card and the confirmation lies a page of the card's bank, as the law of many countries wants it.

    It is a redirect in the middle of a payment that needs none otherwise; all is owed as with any other card.
    """
    visit.take_way("strong_authentication")
