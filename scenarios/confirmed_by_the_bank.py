"""The last page is the bank's own receipt, which has no pixel: the server alone can tell of the sale."""

from harness import Visit, scenario
from harness.conditions import consent_granted, returns_to_a_page_without_pixel


@scenario(given=(returns_to_a_page_without_pixel, consent_granted), tags=("too few purchases", "server", "buy", "high"))
async def confirmed_by_the_bank(visit: Visit) -> None:
    """A visitor pays on the bank's page, reads its receipt, and leaves."""
    await visit.arrive()
    await visit.walk("buy")
