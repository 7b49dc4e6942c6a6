"""Who runs the shop is no customer of it."""

from harness import Visit, scenario
from harness.conditions import consent_granted


@scenario(
    given=(consent_granted,),
    tags=("data goes out that must not", "low match quality", "browser", "server", "work", "medium"),
)
async def staff_at_work(visit: Visit) -> None:
    """A visitor signs in at the back office, where the staff does, and looks at the shop."""
    await visit.arrive()
    await visit.walk("work")
