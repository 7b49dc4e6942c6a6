"""The tab is closed while the confirmation is on its way."""

from harness.closing import LOST, WHEN, close_on_request
from harness.condition import Kind, Part, Phase, condition
from harness.evidence import traced
from harness.visit import Visit


@condition(
    Phase.BEFORE_ARRIVAL,
    kind=Kind.PAGE,
    mechanism="the tab is closed at the browser's word that a page of plan.*.confirmation is asked for",
    evidence=traced("tab_closed_on_confirmation_request"),
    excuses=LOST,
    decides=(WHEN,),
    acts_on=(Part.CONFIRMATION,),
    removes=(Part.CONFIRMATION, Part.OPEN_PAGE),
)
async def tab_closed_on_confirmation_request(visit: Visit) -> None:
    """The shopper closes the tab while the page that confirms is still to come.

    The sale is in the books and the server tells of it; the pixel hardly ever sees it: on a busy machine the page may
    be quicker than the closing.
    """
    await close_on_request(visit, "tab_closed_on_confirmation_request")
