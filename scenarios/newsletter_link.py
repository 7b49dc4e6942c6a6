"""A link that holds the reader's e-mail address: no event may report it."""

from harness import Visit, scenario
from harness.conditions import consent_granted


@scenario(given=(consent_granted,), tags=("data goes out that must not", "browser", "server", "newsletter", "high"))
async def newsletter_link(visit: Visit) -> None:
    """A visitor follows the link of a newsletter, which knows its reader, and looks around."""
    await visit.arrive()
    await visit.walk("newsletter")
