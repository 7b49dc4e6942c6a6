"""Forms are filled by people: capitals, blanks and strokes must not change a hash."""

from harness import Visit, scenario
from harness.conditions import consent_granted


@scenario(given=(consent_granted,), tags=("low match quality", "browser", "server", "buy_typing_loosely", "medium"))
async def typed_loosely(visit: Visit) -> None:
    """A visitor types their address with capitals and their number with blanks and strokes, and buys."""
    await visit.arrive()
    await visit.walk("buy_typing_loosely")
