"""The next day."""

from harness.coming_back import COMING_BACK, look_again
from harness.condition import Kind, Phase, condition
from harness.evidence import traced
from harness.visit import Visit

_LATER_S = 86400.0


@condition(
    Phase.WHEN_GONE,
    kind=Kind.TIME,
    mechanism="the run's clock, the site's, the page's and that of the stored cookies move on by a day",
    evidence=traced("next_day"),
    needs=("control.clock",),
    decides=(COMING_BACK,),
)
async def next_day(visit: Visit) -> None:
    """A day after the journey, and after all that the shop did meanwhile, the visitor comes back for a look."""
    await look_again(visit, "next_day", _LATER_S, "a day")
