"""The visitor's computer has the wrong time."""

from harness.condition import Kind, Phase, condition
from harness.evidence import traced
from harness.visit import Visit

AHEAD_S = 3 * 3600.0
_SURELY_S = 3600.0


@condition(
    Phase.BEFORE_ARRIVAL,
    kind=Kind.TIME,
    mechanism="a script in every page sets its Date three hours ahead",
    evidence=traced("wrong_visitor_clock"),
    decides=("the clock of the visitor's computer",),
)
async def wrong_visitor_clock(visit: Visit) -> None:
    """The clock of the visitor's computer is three hours ahead: the pixel stamps its events with a future time.

    Nothing is excused. What is judged by time is judged by Meta's stamp of the receipt, or by the page's own clock with
    its known error taken off.
    """
    visit.clock_off_s = AHEAD_S


@wrong_visitor_clock.at(Phase.ON_LANDING)
async def _compare(visit: Visit) -> None:
    ahead = await visit.page.evaluate("Date.now() / 1000") - visit.slot.meta.clock.now()
    if ahead > _SURELY_S:
        visit.trace("wrong_visitor_clock", f"the page's clock is {ahead / 3600:.1f} hours ahead of Meta's")
