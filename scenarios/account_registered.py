"""A registration: an account is opened, both channels report it."""

from harness import Visit, scenario
from harness.conditions import consent_granted


@scenario(given=(consent_granted,), tags=("unstable optimisation", "browser", "server", "register", "medium"))
async def account_registered(visit: Visit) -> None:
    """A visitor accepts the banner and opens an account."""
    await visit.arrive()
    await visit.walk("register")
