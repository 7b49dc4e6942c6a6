"""Every click comes twice: one order, and one Purchase of it on each channel."""

from harness import Visit, scenario
from harness.conditions import consent_granted, double_click


@scenario(given=(double_click, consent_granted), tags=("too many purchases", "browser", "server", "buy", "critical"))
async def order_button_double_clicked(visit: Visit) -> None:
    """A visitor who double-clicks everything buys one thing."""
    await visit.arrive()
    await visit.walk("buy")
