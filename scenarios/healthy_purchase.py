"""The ordinary sale: everything is there, both channels report it, Meta counts one."""

from harness import Visit, scenario
from harness.conditions import consent_granted


@scenario(
    given=(consent_granted,), tags=("too many purchases", "too few purchases", "browser", "server", "buy", "critical")
)
async def healthy_purchase(visit: Visit) -> None:
    """A visitor from an advertisement accepts the banner and buys."""
    await visit.arrive()
    await visit.walk("buy")
