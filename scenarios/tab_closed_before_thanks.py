"""The tab is closed before the thank-you page is there: the server alone must carry the sale."""

from harness import Visit, scenario
from harness.conditions import consent_granted, tab_closed_on_confirmation_request


@scenario(
    given=(tab_closed_on_confirmation_request, consent_granted), tags=("too few purchases", "server", "buy", "critical")
)
async def tab_closed_before_thanks(visit: Visit) -> None:
    """A visitor buys and closes the tab while the confirmation is on its way."""
    await visit.arrive()
    await visit.walk("buy")
