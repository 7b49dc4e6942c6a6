"""The visitor declines."""

from harness.condition import CONSENT_ANSWER, Kind, Part, Phase, condition
from harness.evidence import answered
from harness.ledger import Choice
from harness.visit import Visit


@condition(
    Phase.ON_LANDING,
    kind=Kind.CONSENT,
    mechanism="a click on the banner's button that declines",
    evidence=answered(Choice.DENIED),
    needs=("consent.deny",),
    decides=(CONSENT_ANSWER,),
    answers={Phase.ON_LANDING: Choice.DENIED},
    acts_on=(Part.BANNER,),
    removes=(Part.PIXEL_SCRIPT, Part.PIXEL_EVENTS, Part.PIXEL_COOKIES),
)
async def consent_denied(visit: Visit) -> None:
    """The visitor declines in the consent banner on the landing page: nothing may be sent on either channel."""
    await visit.answer_consent(Choice.DENIED)
