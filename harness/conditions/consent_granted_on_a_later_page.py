"""The visitor agrees on another page than the one that they came to."""

from harness.condition import CONSENT_ANSWER, Kind, Part, Phase, condition
from harness.evidence import granted_on_a_later_page
from harness.ledger import Choice
from harness.visit import Visit


@condition(
    Phase.ON_A_LATER_PAGE,
    kind=Kind.CONSENT,
    mechanism="the landing page is left without an answer for the front page, by an address without the click id; "
    "there a click on the banner's button that agrees",
    evidence=granted_on_a_later_page,
    needs=("consent.accept",),
    decides=(CONSENT_ANSWER,),
    answers={Phase.ON_A_LATER_PAGE: Choice.GRANTED},
    acts_on=(Part.BANNER,),
)
async def consent_granted_on_a_later_page(visit: Visit) -> None:
    """The visitor goes on without an answer and accepts the banner on the next page.

    What was seen before must never be told, and the click id stood in the address of the page that is gone.
    """
    await visit.answer_consent(Choice.GRANTED)
