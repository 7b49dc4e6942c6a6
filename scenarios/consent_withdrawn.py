"""Consent is taken back: nothing more is sent, and the cookies go."""

from harness import Choice, Visit, scenario
from harness.conditions import consent_granted


@scenario(given=(consent_granted,), tags=("data goes out that must not", "browser", "server", "buy", "critical"))
async def consent_withdrawn(visit: Visit) -> None:
    """A visitor agrees, looks around, changes their mind, and buys."""
    await visit.arrive()
    await visit.walk("browse")
    await visit.answer_consent(Choice.DENIED)
    await visit.walk("buy")
