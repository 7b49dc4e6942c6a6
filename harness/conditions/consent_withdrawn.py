"""The visitor agrees, and takes it back after the journey."""

from harness.condition import CONSENT_ANSWER, Kind, Part, Phase, condition
from harness.evidence import withdrawn_before_a_page
from harness.ledger import Choice
from harness.visit import Visit


@condition(
    Phase.ON_LANDING,
    kind=Kind.CONSENT,
    mechanism="a click on the banner's button that agrees; after the journey the banner is brought back by the site's "
    "own control and declined, and the front page is looked at",
    evidence=withdrawn_before_a_page,
    needs=("consent.accept", "consent.deny", "consent.reopen"),
    decides=(CONSENT_ANSWER,),
    answers={Phase.ON_LANDING: Choice.GRANTED, Phase.AFTER_JOURNEY: Choice.DENIED},
    acts_on=(Part.BANNER, Part.OPEN_PAGE),
)
async def consent_withdrawn(visit: Visit) -> None:
    """The visitor agrees on landing and withdraws after the journey: what is seen after that is nobody's business.

    What was told before stays told; the server's copies that had not gone yet must stay at home.
    """
    await visit.answer_consent(Choice.GRANTED)


@consent_withdrawn.at(Phase.AFTER_JOURNEY)
async def _withdraw(visit: Visit) -> None:
    await visit.answer_consent(Choice.DENIED)
    await visit.go("")
