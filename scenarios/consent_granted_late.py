"""Consent comes late: what was queued on the page goes out then, and nothing from before it."""

from harness import Choice, Visit, scenario


@scenario(tags=("data goes out that must not", "too few purchases", "browser", "server", "buy", "critical"))
async def consent_granted_late(visit: Visit) -> None:
    """A visitor looks around, accepts the banner on a later page, and buys."""
    await visit.arrive()
    await visit.walk("browse")
    await visit.answer_consent(Choice.GRANTED)
    await visit.walk("buy")
