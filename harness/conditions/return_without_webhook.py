"""The payment provider's webhook never comes."""

from harness.condition import Kind, Part, Phase, condition
from harness.evidence import way_taken
from harness.trips import all_of, came_back
from harness.visit import Visit


@condition(
    Phase.BEFORE_ARRIVAL,
    kind=Kind.PAYMENT,
    mechanism="the site's way 'return_without_webhook' of the journey, in which the provider calls no webhook",
    evidence=all_of(way_taken("return_without_webhook"), came_back),
    needs=("ways",),
    decides=("the way of paying",),
    acts_on=(Part.CONFIRMATION,),
)
async def return_without_webhook(visit: Visit) -> None:
    """The provider never tells the shop of the payment; the shopper's return is all that the shop gets.

    The address that the shopper comes back by proves nothing, so the shop must ask the provider, and then both copies
    are owed. It is the contrary of never_returns, where the webhook alone tells.
    """
    visit.take_way("return_without_webhook")
