"""The visitor agrees."""

from harness.condition import CONSENT_ANSWER, Kind, Part, Phase, condition
from harness.evidence import answered
from harness.ledger import Choice
from harness.visit import Visit


@condition(
    Phase.ON_LANDING,
    kind=Kind.CONSENT,
    mechanism="a click on the banner's button that agrees",
    evidence=answered(Choice.GRANTED),
    decides=(CONSENT_ANSWER,),
    answers={Phase.ON_LANDING: Choice.GRANTED},
    acts_on=(Part.BANNER,),
)
async def consent_granted(visit: Visit) -> None:
    """The visitor accepts the consent banner on the landing page.

    On a site that asks for no consent there is nothing to answer, and nothing to wait for.
    """
    if visit.slot.site.consent is not None:
        await visit.answer_consent(Choice.GRANTED)
