"""The shopper pays elsewhere and doesn't come back."""

from harness.condition import CONVERSIONS, Kind, Part, Phase, condition
from harness.evidence import way_taken
from harness.ledger import Excuse
from harness.visit import Visit
from mock_meta.event import Channel


@condition(
    Phase.BEFORE_ARRIVAL,
    kind=Kind.PAYMENT,
    mechanism="the site's way 'never_returns' of the journey, which closes the tab on the payment page",
    evidence=way_taken("never_returns"),
    excuses=(
        Excuse(
            channel=Channel.BROWSER,
            aspect="presence",
            reason="the shopper never came back from the payment page",
            events=CONVERSIONS,
        ),
    ),
    needs=("ways",),
    decides=("the way of paying",),
    removes=(Part.CONFIRMATION, Part.OPEN_PAGE),
)
async def never_returns(visit: Visit) -> None:
    """The shopper pays on the provider's page and closes the tab there: no page of the shop sees the sale."""
    visit.take_way("never_returns")
