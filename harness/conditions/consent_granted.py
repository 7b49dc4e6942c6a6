"""The visitor agrees."""

from harness.condition import Phase, condition
from harness.ledger import Choice
from harness.visit import Visit


@condition(Phase.ON_LANDING)
async def consent_granted(visit: Visit) -> None:
    """The visitor accepts the consent banner on the landing page.

    On a site that asks for no consent there is nothing to answer, and nothing to wait for.
    """
    if visit.slot.site.consent is not None:
        await visit.answer_consent(Choice.GRANTED)
