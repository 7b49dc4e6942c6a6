"""The shop's backend is started anew just after a sale: what it still had to send must not be lost."""

from harness import Visit, scenario
from harness.conditions import consent_granted


@scenario(given=(consent_granted,), tags=("too few purchases", "server", "buy", "high"))
async def restart_after_sale(visit: Visit) -> None:
    """A visitor buys; the backend restarts at once; they buy again."""
    await visit.arrive()
    await visit.walk("buy")
    await visit.act("restart")
    await visit.walk("buy")
