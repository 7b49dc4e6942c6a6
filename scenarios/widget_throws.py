"""Another script breaks on every page: the pixel must not mind."""

from harness import Visit, scenario
from harness.conditions import consent_granted, script_error_on_page


@scenario(given=(script_error_on_page, consent_granted), tags=("too few purchases", "browser", "buy", "high"))
async def widget_throws(visit: Visit) -> None:
    """A visitor buys while a chat widget throws errors."""
    await visit.arrive()
    await visit.walk("buy")
