"""Eight days later."""

from harness.coming_back import COMING_BACK, look_again
from harness.condition import Kind, Phase, condition
from harness.evidence import traced
from harness.visit import Visit

_LATER_S = 8 * 86400.0


@condition(
    Phase.WHEN_GONE,
    kind=Kind.TIME,
    mechanism="the run's clock, the site's, the page's and that of the stored cookies move on by eight days",
    evidence=traced("eight_days_later"),
    needs=("control.clock",),
    decides=(COMING_BACK,),
)
async def eight_days_later(visit: Visit) -> None:
    """Eight days after the journey the visitor comes back for a look.

    That is later than Meta takes a website's events (7 days).
    """
    await look_again(visit, "eight_days_later", _LATER_S, "eight days")
