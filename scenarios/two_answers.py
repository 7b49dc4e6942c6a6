"""Two people with contrary answers look at the same pages: nobody gets the other's."""

from harness import Choice, Visit, scenario


@scenario(tags=("data goes out that must not", "low match quality", "browser", "server", "browse", "high"))
async def two_answers(visit: Visit) -> None:
    """A visitor agrees and looks around; another denies, and looks at the same things."""
    await visit.arrive()
    await visit.answer_consent(Choice.GRANTED)
    await visit.walk("browse")
    other = await visit.newcomer()
    await other.arrive()
    await other.answer_consent(Choice.DENIED)
    await other.walk("browse")
