"""The confirmation is gone as soon as it has reported: the browser may lose its copy, the server must not."""

from harness import Visit, scenario
from harness.conditions import consent_granted, leaves_right_after_event


@scenario(
    given=(leaves_right_after_event, consent_granted), tags=("too few purchases", "browser", "server", "lead", "high")
)
async def gone_after_confirmation(visit: Visit) -> None:
    """A visitor asks for a quote, and is elsewhere in the moment in which it is confirmed."""
    await visit.arrive()
    await visit.walk("lead")
