"""The payment provider's webhook comes after the shopper."""

from harness.condition import Kind, Part, Phase, condition
from harness.evidence import way_taken
from harness.trips import all_of, settled_after_return
from harness.visit import Visit


@condition(
    Phase.BEFORE_ARRIVAL,
    kind=Kind.PAYMENT,
    mechanism="the site's way 'webhook_after_return' of the journey: the provider settles the payment when the shopper "
    "is back, a test account of its own for example",
    evidence=all_of(way_taken("webhook_after_return"), settled_after_return),
    needs=("ways",),
    decides=("the way of paying",),
    acts_on=(Part.CONFIRMATION,),
)
async def webhook_after_return(visit: Visit) -> None:
    """The shopper is back before the provider has decided, and the shop learns of the sale while they wait.

    A page of the shop's sees the sale in the end, so both copies are owed, from when it was paid.
    """
    visit.take_way("webhook_after_return")
