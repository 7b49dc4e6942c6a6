"""The shopper pays elsewhere and doesn't come back."""

from harness.condition import Phase, condition
from harness.ledger import Excuse
from harness.visit import Visit
from mock_meta.event import Channel


@condition(
    Phase.BEFORE_ARRIVAL,
    excuses=(
        Excuse(
            channel=Channel.BROWSER,
            aspect="presence",
            reason="the shopper never came back from the payment page",
            events=("Purchase",),
        ),
    ),
)
async def never_returns(visit: Visit) -> None:
    """The shopper pays on the provider's page and closes the tab there: no page of the shop sees the sale.

    The journey does the closing; this says what it excuses: the browser's Purchase, and nothing else.
    """
    visit.step = "leaving before the return"
