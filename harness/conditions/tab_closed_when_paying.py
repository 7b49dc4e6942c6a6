"""The tab is closed with the press of the button that pays."""

from harness.closing import LOST, WHEN, close_on_payment
from harness.condition import Kind, Part, Phase, condition
from harness.evidence import traced
from harness.visit import Visit


@condition(
    Phase.BEFORE_ARRIVAL,
    kind=Kind.PAGE,
    mechanism="the tab is closed at the browser's word that the request which books is out: plan.*.booked_by, or else "
    "the redirect to plan.*.confirmation",
    evidence=traced("tab_closed_when_paying"),
    excuses=LOST,
    decides=(WHEN,),
    acts_on=(Part.CONFIRMATION,),
    removes=(Part.CONFIRMATION, Part.OPEN_PAGE, Part.SECOND_ATTEMPT),
)
async def tab_closed_when_paying(visit: Visit) -> None:
    """The shopper pays and closes the tab in the same breath.

    Whether the site gets to book it is not certain; what it books, its server tells, and of what it does not, nobody.
    """
    await close_on_payment(visit, "tab_closed_when_paying")
