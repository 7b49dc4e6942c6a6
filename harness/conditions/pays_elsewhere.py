"""The shopper pays on another origin and comes back."""

from harness.condition import Kind, Part, Phase, condition
from harness.evidence import way_taken
from harness.trips import all_of, came_back
from harness.visit import Visit


@condition(
    Phase.BEFORE_ARRIVAL,
    kind=Kind.PAYMENT,
    mechanism="the site's way 'pays_elsewhere' of the journey, which goes to the payment provider's page and returns",
    evidence=all_of(way_taken("pays_elsewhere"), came_back),
    needs=("ways",),
    decides=("the way of paying",),
    acts_on=(Part.CONFIRMATION,),
)
async def pays_elsewhere(visit: Visit) -> None:
    """The shopper leaves for the payment provider's own page, pays, and is brought back.

    Cookies and click id wait at the shop meanwhile, so that all is owed as if the shop had taken the money itself.
    """
    visit.take_way("pays_elsewhere")
