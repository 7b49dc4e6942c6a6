"""The visitor lives far away."""

from harness.browser_needs import BrowserNeeds
from harness.condition import Kind, Phase, condition
from harness.evidence import traced
from harness.visit import Visit

_ZONE = "Pacific/Auckland"


@condition(
    Phase.ON_LANDING,
    kind=Kind.TIME,
    mechanism=f"the browser's time zone is {_ZONE}",
    evidence=traced("far_time_zone"),
    browser=BrowserNeeds(time_zone=_ZONE),
    decides=("the visitor's time zone",),
)
async def far_time_zone(visit: Visit) -> None:
    """The visitor's computer is half a day ahead of the site's: a local time that passes for UTC shows.

    Nothing is excused.
    """
    zone = await visit.page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone")
    if zone == _ZONE:
        offset = await visit.page.evaluate("-new Date().getTimezoneOffset() / 60")
        visit.trace("far_time_zone", f"pages run in {zone}, {offset:g} hours from UTC")
