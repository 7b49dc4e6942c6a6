"""The visitor opts out by the law of a US state."""

from harness.condition import Kind, Phase, condition
from harness.evidence import opted_out
from harness.visit import Visit

LIMITED_USE = "whether the visitor's data are used in a limited way"
"""What the two ways of opting out decide."""
_REGION = "US-CA"


@condition(
    Phase.ON_LANDING,
    kind=Kind.CONSENT,
    mechanism="a click on the site's own control for it (consent.opt_out), as a visitor from California",
    evidence=opted_out,
    needs=("consent.opt_out",),
    decides=(LIMITED_USE,),
)
async def us_state_opt_out(visit: Visit) -> None:
    """A visitor from California has the use of their data limited on the landing page.

    Meta may still hear of all that they agreed to; from then on each event on both channels asks for Limited Data Use.
    """
    await visit.opt_out(_REGION)
