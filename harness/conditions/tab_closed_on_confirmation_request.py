"""The tab is closed while the confirmation is on its way."""

from harness.closing import LOST, WHEN, close_on_answer
from harness.condition import Kind, Part, Phase, condition
from harness.evidence import traced
from harness.visit import Visit


@condition(
    Phase.BEFORE_ARRIVAL,
    kind=Kind.PAGE,
    mechanism="the browser holds back the site's answer with a page of plan.*.confirmation, and the tab is closed",
    evidence=traced("tab_closed_on_confirmation_request"),
    excuses=LOST,
    decides=(WHEN,),
    acts_on=(Part.CONFIRMATION,),
    removes=(Part.CONFIRMATION, Part.OPEN_PAGE),
)
async def tab_closed_on_confirmation_request(visit: Visit) -> None:
    """The shopper closes the tab while the page that confirms is still to come.

    The sale is in the books and the server tells of it; the pixel never saw it.
    """
    await close_on_answer(visit, "tab_closed_on_confirmation_request")
