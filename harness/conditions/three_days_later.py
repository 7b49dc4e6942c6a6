"""Three days later."""

from harness.coming_back import COMING_BACK, look_again
from harness.condition import Kind, Phase, condition
from harness.evidence import traced
from harness.visit import Visit

_LATER_S = 3 * 86400.0


@condition(
    Phase.WHEN_GONE,
    kind=Kind.TIME,
    mechanism="the run's clock, the site's, the page's and that of the stored cookies move on by three days",
    evidence=traced("three_days_later"),
    needs=("control.clock",),
    decides=(COMING_BACK,),
)
async def three_days_later(visit: Visit) -> None:
    """Three days after the journey the visitor comes back for a look.

    That is later than Meta folds two copies of one event (48 hours).
    """
    await look_again(visit, "three_days_later", _LATER_S, "three days")
