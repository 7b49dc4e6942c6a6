"""A strict Content-Security-Policy keeps the pixel out of every page: the server must carry the sale."""

from harness import Visit, scenario
from harness.conditions import consent_granted, content_policy


@scenario(given=(content_policy, consent_granted), tags=("too few purchases", "server", "buy", "high"))
async def policy_forbids_pixel(visit: Visit) -> None:
    """A visitor buys on pages that were hardened, and where the pixel was forgotten."""
    await visit.arrive()
    await visit.walk("buy")
