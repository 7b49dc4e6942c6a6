"""One person, two devices: two sales, each with the identity of its own browser."""

from harness import Visit, scenario
from harness.conditions import consent_granted, second_device


@scenario(
    given=(consent_granted, second_device),
    tags=("too few purchases", "low match quality", "browser", "server", "buy", "high"),
)
async def bought_on_two_devices(visit: Visit) -> None:
    """A visitor buys on one device, and on another by another advertisement."""
    await visit.arrive()
    await visit.walk("buy")
