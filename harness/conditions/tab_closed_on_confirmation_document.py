"""The tab is closed as soon as the confirmation is read."""

from harness.closing import LOST, WHEN, close_on
from harness.condition import Kind, Part, Phase, condition
from harness.evidence import traced
from harness.visit import Visit


@condition(
    Phase.BEFORE_ARRIVAL,
    kind=Kind.PAGE,
    mechanism="the tab is closed on DOMContentLoaded of a page of plan.*.confirmation",
    evidence=traced("tab_closed_on_confirmation_document"),
    excuses=LOST,
    decides=(WHEN,),
    acts_on=(Part.CONFIRMATION,),
    removes=(Part.OPEN_PAGE,),
)
async def tab_closed_on_confirmation_document(visit: Visit) -> None:
    """The shopper closes the tab when the words of thanks are there, and the rest of the page is not.

    The pixel may have told of the sale or not; the server tells.
    """
    await close_on(visit, "domcontentloaded", "tab_closed_on_confirmation_document", "was read to its end")
