"""A company's proxy answers Meta's hosts with a page of its own: the server must carry the lead."""

from harness import Visit, scenario
from harness.conditions import consent_granted, corporate_proxy


@scenario(given=(corporate_proxy, consent_granted), tags=("too few purchases", "server", "lead", "high"))
async def lead_from_the_office(visit: Visit) -> None:
    """A visitor asks for a quote from their desk, where social media is blocked."""
    await visit.arrive()
    await visit.walk("lead")
