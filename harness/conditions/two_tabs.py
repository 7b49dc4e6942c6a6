"""The page is open twice."""

from harness.condition import Kind, Part, Phase, condition
from harness.evidence import traced
from harness.settle import QUIET_LIMIT_S, QUIET_S
from harness.visit import Visit


@condition(
    Phase.ON_LANDING,
    kind=Kind.PAGE,
    mechanism="the landing page is opened in a second tab, which stays open behind the first",
    evidence=traced("two_tabs"),
    acts_on=(Part.OPEN_PAGE,),
)
async def two_tabs(visit: Visit) -> None:
    """The shopper opens the landing page in a second tab before going on in the first.

    Each tab is a page view of its own; what is bought in one of them is bought once.
    """
    url = visit.page.url
    second = await visit.tabs.new()
    await second.goto(url, wait_until="load")
    await visit.page.bring_to_front()
    await visit.slot.meta.activity.quiet(QUIET_S, QUIET_LIMIT_S)
    visit.trace("two_tabs", f"{url.split('?', 1)[0]} was opened in a second tab")
