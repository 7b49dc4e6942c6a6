"""The shopper pays elsewhere and comes back an hour later."""

from harness.condition import CONVERSIONS, Kind, Part, Phase, condition
from harness.evidence import way_taken
from harness.ledger import Excuse
from harness.trips import all_of, away_for
from harness.visit import Visit
from mock_meta.event import Channel

LATE_S = 1800.0
"""From when on a return counts as late: long after anything that is sent at once."""


@condition(
    Phase.BEFORE_ARRIVAL,
    kind=Kind.PAYMENT,
    mechanism="the site's way 'returns_late' of the journey, in which the shopper waits on the provider's page "
    "(shopper.waits) while the clocks of the run and of the site go on",
    evidence=all_of(way_taken("returns_late"), away_for(LATE_S)),
    excuses=(
        Excuse(
            channel=Channel.BROWSER,
            aspect="delay",
            reason="the shopper came back late from the payment page",
            events=CONVERSIONS,
        ),
    ),
    needs=("ways", "control.clock"),
    decides=("the way of paying",),
    acts_on=(Part.CONFIRMATION,),
)
async def returns_late(visit: Visit) -> None:
    """The shopper pays on the provider's page, and follows its link back an hour later.

    The sale is final when it is paid, so that the server's copy is due then; the browser's comes with the return. Both
    are still one sale: Meta folds copies that are up to 48 hours apart.
    """
    visit.take_way("returns_late")
