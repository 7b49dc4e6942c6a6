"""An opt-out by the law of a US state: Meta hears of the sale, with the limit that was asked for."""

from harness import Visit, scenario
from harness.conditions import consent_granted, us_state_opt_out


@scenario(
    given=(consent_granted, us_state_opt_out),
    tags=("data goes out that must not", "browser", "server", "buy", "critical"),
)
async def opted_out_in_california(visit: Visit) -> None:
    """A visitor from California has the use of their data limited, and buys."""
    await visit.arrive()
    await visit.walk("buy")
