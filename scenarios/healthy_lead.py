"""The ordinary lead: a form is sent, both channels report it, Meta counts one."""

from harness import Visit, scenario
from harness.conditions import consent_granted


@scenario(given=(consent_granted,), tags=("unstable optimisation", "browser", "server", "lead", "critical"))
async def healthy_lead(visit: Visit) -> None:
    """A visitor accepts the banner and asks for a quote."""
    await visit.arrive()
    await visit.walk("lead")
