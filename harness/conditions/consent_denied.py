"""The visitor declines."""

from harness.condition import Phase, condition
from harness.ledger import Choice
from harness.visit import Visit


@condition(Phase.ON_LANDING, needs=("consent.deny",))
async def consent_denied(visit: Visit) -> None:
    """The visitor declines in the consent banner on the landing page: nothing may be sent on either channel."""
    await visit.answer_consent(Choice.DENIED)
