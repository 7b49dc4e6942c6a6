"""Meta takes every event and its answers are lost: what is sent again must be known by the same id."""

from harness import Visit, scenario
from harness.conditions import consent_granted


@scenario(
    given=(consent_granted,),
    faults=("graph_timeout_after_accept",),
    strength={"hold_s": 0.1},
    tags=("too many purchases", "cost per purchase jumped after a tracking update", "server", "buy", "high"),
)
async def answer_lost(visit: Visit) -> None:
    """A visitor buys while the server hears nothing back from Meta; then the line is whole again."""
    await visit.arrive()
    await visit.walk("buy")
    await visit.time_passes(60.0)
    visit.lift("graph_timeout_after_accept")
