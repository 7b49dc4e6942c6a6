"""A browser with Global Privacy Control: the signal opts out, and what is sent must say so on both channels."""

from harness import Visit, scenario
from harness.conditions import global_privacy_control


@scenario(given=(global_privacy_control,), tags=("data goes out that must not", "browser", "server", "buy", "critical"))
async def browser_asks_for_privacy(visit: Visit) -> None:
    """A visitor whose browser asks every site not to sell their data accepts the banner and buys."""
    await visit.arrive()
    await visit.walk("buy")
