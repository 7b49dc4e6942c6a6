"""The pixel's configuration never comes: the page works, and the server's copy alone carries the sale."""

from harness import Visit, scenario
from harness.conditions import consent_granted, hung_pixel_config


@scenario(given=(hung_pixel_config, consent_granted), tags=("too few purchases", "server", "buy", "critical"))
async def pixel_config_hangs(visit: Visit) -> None:
    """A visitor buys while the pixel waits for its configuration in vain."""
    await visit.arrive()
    await visit.walk("buy")
