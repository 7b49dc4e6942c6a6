"""A form that is refused twice is one lead: only what the site has accepted is reported."""

from harness import Visit, scenario
from harness.conditions import consent_granted


@scenario(
    given=(consent_granted,), tags=("unstable optimisation", "browser", "server", "lead_at_the_third_try", "medium")
)
async def lead_form_corrected(visit: Visit) -> None:
    """A visitor sends the form for a quote empty, then with a bad address, then right."""
    await visit.arrive()
    await visit.walk("lead_at_the_third_try")
