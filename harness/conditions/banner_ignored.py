"""The visitor never answers the banner."""

from harness.condition import CONSENT_ANSWER, Kind, Part, Phase, condition
from harness.evidence import no_answer
from harness.visit import Visit


@condition(
    Phase.ON_LANDING,
    kind=Kind.CONSENT,
    mechanism="nobody touches the banner",
    evidence=no_answer,
    needs=("consent",),
    decides=(CONSENT_ANSWER,),
    acts_on=(Part.BANNER,),
    removes=(Part.PIXEL_SCRIPT, Part.PIXEL_EVENTS, Part.PIXEL_COOKIES),
)
async def banner_ignored(visit: Visit) -> None:
    """The visitor leaves the consent banner where it is: nothing may be sent on either channel, scroll as they may.

    Where the banner stands in the way of the page, no journey can be walked like this, and the run breaks.
    """
