"""Consent is denied: the shop sells, and Meta hears nothing of it on either channel."""

from harness import Visit, conditions, scenario


@scenario(
    given=(conditions.consent_denied,), tags=("data goes out that must not", "browser", "server", "buy", "critical")
)
async def consent_denied(visit: Visit) -> None:
    """A visitor declines the banner and buys all the same."""
    await visit.arrive()
    await visit.walk("buy")
