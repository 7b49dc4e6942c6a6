"""A real filter list decides request by request: what it stops, the server must carry."""

from harness import Visit, scenario
from harness.conditions import consent_granted, filter_list


@scenario(given=(filter_list, consent_granted), tags=("too few purchases", "server", "buy", "high"))
async def filter_list_blocks(visit: Visit) -> None:
    """A visitor whose ad blocker reads EasyPrivacy accepts the banner and buys."""
    await visit.arrive()
    await visit.walk("buy")
