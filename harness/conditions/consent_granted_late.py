"""The visitor agrees late, on the page that they came to."""

from harness.condition import CONSENT_ANSWER, Kind, Part, Phase, condition
from harness.evidence import traced
from harness.ledger import Choice
from harness.visit import Visit

_NAME = "consent_granted_late"
_TO_THE_END = "scrollTo(0, document.documentElement.scrollHeight)"
_DRAWN = "new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))"


@condition(
    Phase.ON_LANDING,
    kind=Kind.CONSENT,
    mechanism="the landing page is moved over, scrolled to its end and back; then a click on the banner's button that "
    "agrees",
    evidence=traced(_NAME),
    needs=("consent.accept",),
    decides=(CONSENT_ANSWER,),
    answers={Phase.ON_LANDING: Choice.GRANTED},
    acts_on=(Part.BANNER,),
)
async def consent_granted_late(visit: Visit) -> None:
    """The visitor reads the landing page to its end before they accept the banner on it.

    Nothing may go out while they read, whatever they do; with the answer goes out what the page had queued.
    """
    began_at = visit.slot.meta.clock.now()
    await visit.page.mouse.move(200, 200)
    for scroll in (_TO_THE_END, "scrollTo(0, 0)"):
        await visit.page.evaluate(scroll)
        await visit.page.evaluate(_DRAWN)
    await visit.let_react()
    read_s = visit.slot.meta.clock.now() - began_at
    await visit.answer_consent(Choice.GRANTED)
    visit.trace(_NAME, f"the landing page was read to its end for {read_s:.2f} s, and the banner accepted then")
