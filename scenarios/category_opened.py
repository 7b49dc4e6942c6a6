"""A category is opened: an event of the site's own, sent as such."""

from harness import Visit, scenario
from harness.conditions import consent_granted


@scenario(given=(consent_granted,), tags=("shrinking retargeting pools", "browser", "server", "open_category", "low"))
async def category_opened(visit: Visit) -> None:
    """A visitor accepts the banner and looks at one category."""
    await visit.arrive()
    await visit.walk("open_category")
