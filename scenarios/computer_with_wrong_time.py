"""The visitor's computer is three hours ahead: what the server sends must not take its time from there."""

from harness import Visit, scenario
from harness.conditions import consent_granted, wrong_visitor_clock


@scenario(given=(consent_granted, wrong_visitor_clock), tags=("low match quality", "server", "buy", "medium"))
async def computer_with_wrong_time(visit: Visit) -> None:
    """A visitor whose computer has the wrong time buys."""
    await visit.arrive()
    await visit.walk("buy")
