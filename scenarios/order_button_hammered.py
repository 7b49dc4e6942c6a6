"""The order button is hammered: one order, and one Purchase of it on each channel."""

from harness import Visit, scenario
from harness.conditions import consent_granted, rapid_clicks


@scenario(given=(rapid_clicks, consent_granted), tags=("too many purchases", "browser", "server", "buy", "critical"))
async def order_button_hammered(visit: Visit) -> None:
    """A visitor who is impatient presses each button four times and buys one thing."""
    await visit.arrive()
    await visit.walk("buy")
