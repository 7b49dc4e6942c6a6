"""A tab with the thank-you page is opened again: one order stays one Purchase."""

from harness import Visit, scenario
from harness.conditions import consent_granted, restored_tab


@scenario(given=(restored_tab, consent_granted), tags=("too many purchases", "browser", "buy", "high"))
async def tab_restored_after_sale(visit: Visit) -> None:
    """A visitor buys, closes the tab, and opens it again."""
    await visit.arrive()
    await visit.walk("buy")
