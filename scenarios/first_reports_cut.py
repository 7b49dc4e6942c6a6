"""The first reports of the pixel are cut: only these are missing, and the server has them."""

from harness import Visit, scenario
from harness.conditions import connection_reset, consent_granted


@scenario(given=(connection_reset, consent_granted), tags=("shrinking retargeting pools", "server", "buy", "medium"))
async def first_reports_cut(visit: Visit) -> None:
    """A visitor buys on a network that breaks the first connections to Meta."""
    await visit.arrive()
    await visit.walk("buy")
