"""The page is open twice."""

from harness.condition import Kind, Part, Phase, condition
from harness.evidence import traced
from harness.owed import PRESENCE
from harness.visit import Visit
from mock_meta.event import Channel


@condition(
    Phase.ON_LANDING,
    kind=Kind.PAGE,
    mechanism="the landing page is opened in a second tab, which stays open behind the first",
    evidence=traced("two_tabs"),
    acts_on=(Part.OPEN_PAGE,),
)
async def two_tabs(visit: Visit) -> None:
    """The shopper opens the landing page in a second tab before going on in the first.

    Each tab is a page view of its own; what is bought in one of them is bought once. A page that stood there before the
    banner was answered in the other tab knows nothing of the answer.
    """
    url = visit.page.url
    second = await visit.tabs.new()
    await second.goto(url, wait_until="load")
    await visit.page.bring_to_front()
    if visit.slot.site.consent is not None and visit.last_answer is None:
        at = visit.pages[-1].at
        for channel in Channel:
            visit.excuse(channel, PRESENCE, "whatever is answered, is answered in another tab", since=at, until=at)
    await visit.let_react()
    visit.trace("two_tabs", f"{url.split('?', 1)[0]} was opened in a second tab")
