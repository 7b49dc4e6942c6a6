"""An hour later."""

from harness.coming_back import COMING_BACK, look_again
from harness.condition import Kind, Phase, condition
from harness.evidence import traced
from harness.visit import Visit

_HOUR_S = 3600.0


@condition(
    Phase.WHEN_GONE,
    kind=Kind.TIME,
    mechanism="the run's clock, the site's, the page's and that of the stored cookies move on by an hour",
    evidence=traced("an_hour_later"),
    needs=("control.clock",),
    decides=(COMING_BACK,),
)
async def an_hour_later(visit: Visit) -> None:
    """An hour after the journey, and after all that the shop did meanwhile, the visitor comes back for a look."""
    await look_again(visit, "an_hour_later", _HOUR_S, "an hour")
