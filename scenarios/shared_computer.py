"""Two people, one browser: the second one's sale must not carry the first one's data."""

from harness import Visit, scenario
from harness.conditions import consent_granted, shared_device


@scenario(
    given=(consent_granted, shared_device),
    tags=("data goes out that must not", "low match quality", "browser", "server", "buy", "high"),
)
async def shared_computer(visit: Visit) -> None:
    """A visitor buys and leaves; somebody else sits down at the same computer and buys."""
    await visit.arrive()
    await visit.walk("buy")
