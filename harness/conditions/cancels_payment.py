"""The shopper cancels on the payment provider's page."""

from harness.condition import Kind, Part, Phase, condition
from harness.evidence import way_taken
from harness.trips import all_of, came_back
from harness.visit import Visit


@condition(
    Phase.BEFORE_ARRIVAL,
    kind=Kind.PAYMENT,
    mechanism="the site's way 'cancels_payment' of the journey, which cancels on the provider's page and returns",
    evidence=all_of(way_taken("cancels_payment"), came_back),
    needs=("ways",),
    decides=("the way of paying",),
    removes=(Part.CONFIRMATION, Part.SALE),
)
async def cancels_payment(visit: Visit) -> None:
    """The shopper goes to pay, changes their mind there, and is brought back: there is an order, and no sale.

    The address of the return is the same as after a payment, so that nothing may be reported for it alone.
    """
    visit.take_way("cancels_payment")
