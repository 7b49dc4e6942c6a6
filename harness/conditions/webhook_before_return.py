"""The payment provider's webhook comes before the shopper."""

from harness.condition import Kind, Part, Phase, condition
from harness.evidence import way_taken
from harness.trips import all_of, settled_before_return
from harness.visit import Visit


@condition(
    Phase.BEFORE_ARRIVAL,
    kind=Kind.PAYMENT,
    mechanism="the site's way 'webhook_before_return' of the journey: a sale is booked before the shopper is back",
    evidence=all_of(way_taken("webhook_before_return"), settled_before_return),
    needs=("ways",),
    decides=("the way of paying",),
    acts_on=(Part.CONFIRMATION,),
)
async def webhook_before_return(visit: Visit) -> None:
    """The provider tells the shop of the payment while the shopper is still on its page.

    Whoever marks a sale as reported when the webhook has told of it leaves nothing for the page that comes after.
    """
    visit.take_way("webhook_before_return")
