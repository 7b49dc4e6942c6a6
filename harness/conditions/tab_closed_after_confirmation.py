"""The tab is closed when the confirmation is there."""

from harness.closing import LOST, WHEN, close_on
from harness.condition import Kind, Part, Phase, condition
from harness.evidence import traced
from harness.visit import Visit


@condition(
    Phase.BEFORE_ARRIVAL,
    kind=Kind.PAGE,
    mechanism="the tab is closed on the load event of a page of plan.*.confirmation",
    evidence=traced("tab_closed_after_confirmation"),
    excuses=LOST,
    decides=(WHEN,),
    acts_on=(Part.CONFIRMATION,),
    removes=(Part.OPEN_PAGE,),
)
async def tab_closed_after_confirmation(visit: Visit) -> None:
    """The shopper closes the tab as soon as the page that confirms has loaded.

    What the pixel still had to send is lost, above all a long report, which goes by a form; the server tells.
    """
    await close_on(visit, "load", "tab_closed_after_confirmation", "had loaded")
