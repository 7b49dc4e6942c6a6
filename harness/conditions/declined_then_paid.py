"""The first payment is declined, the second is good."""

from harness.condition import Kind, Part, Phase, condition
from harness.evidence import way_taken
from harness.ledger import Ledger
from harness.trips import all_of
from harness.visit import Visit


def _paid_in_the_end(ledger: Ledger) -> str:
    """Evidence that something was paid; also what was not, where the books tell of that."""
    paid = [one.key for one in ledger.conversions if one.settled_at is not None]
    unpaid = [f"{one.key} is {one.status}" for one in ledger.conversions if one.settled_at is None and one.status]
    return "; ".join([*unpaid, f"{paid[-1]} is paid"]) if paid else ""


@condition(
    Phase.BEFORE_ARRIVAL,
    kind=Kind.PAYMENT,
    mechanism="the site's way 'declined_then_paid' of the journey, which pays by a card that is declined and then by a "
    "good one",
    evidence=all_of(way_taken("declined_then_paid"), _paid_in_the_end),
    needs=("ways",),
    decides=("the way of paying",),
    acts_on=(Part.SECOND_ATTEMPT,),
)
async def declined_then_paid(visit: Visit) -> None:
    """A first card is declined, a second one is charged: the one sale is owed, and nothing of the failed try."""
    visit.take_way("declined_then_paid")
