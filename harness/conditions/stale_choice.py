"""The visitor agreed months ago."""

from harness.condition import CONSENT_ANSWER, Kind, Part, Phase, condition
from harness.errors import NotHereError
from harness.evidence import traced
from harness.ledger import Choice
from harness.visit import Visit

_NAME = "stale_choice"
_DAYS = 100
"""Longer than Meta's cookies live (90 days), shorter than most sites keep an answer."""


@condition(
    Phase.ON_AN_EARLIER_VISIT,
    kind=Kind.CONSENT,
    mechanism="on an earlier look at the front page the banner is accepted; the browser is closed, and the run's "
    f"clock, the site's, the page's and that of the stored cookies move on by {_DAYS} days",
    evidence=traced(_NAME),
    needs=("consent.accept", "control.clock"),
    decides=(CONSENT_ANSWER, "the day of the visit"),
    answers={Phase.ON_AN_EARLIER_VISIT: Choice.GRANTED},
    acts_on=(Part.BANNER,),
)
async def stale_choice(visit: Visit) -> None:
    """The visitor agreed on a visit months ago, and is asked no more.

    Consent stands for as long as the site keeps the answer; Meta's cookies of that time are gone, and made anew. Both
    channels must read the stored answer, for there is no click that wakes them.
    """
    await visit.go("")
    await visit.answer_consent(Choice.GRANTED)
    await visit.go_away(_DAYS * 86400.0)


@stale_choice.at(Phase.ON_LANDING)
async def _look(visit: Visit) -> None:
    await visit.let_react()
    if await visit.banner.asks():
        raise NotHereError(f"the site asks for consent again after {_DAYS} days")
    visit.trace(_NAME, f"the answer of {_DAYS} days before still stood: no banner was shown")
