"""What the shopper is shown after paying is no page with a pixel."""

from itertools import dropwhile

from harness.condition import CONVERSIONS, Kind, Part, Phase, condition
from harness.evidence import traced, way_taken
from harness.ledger import Excuse, is_page_of
from harness.trips import all_of
from harness.visit import Visit
from mock_meta.event import Channel

_NAME = "returns_to_a_page_without_pixel"
_NO_PIXEL = "the shopper saw no page after paying on which the plan promises the pixel"


@condition(
    Phase.BEFORE_ARRIVAL,
    kind=Kind.PAYMENT,
    mechanism=f"the site's way '{_NAME}' of the journey, after which the tab is closed",
    evidence=all_of(way_taken(_NAME), traced(f"{_NAME}: the end")),
    foreseen=(Excuse(channel=Channel.BROWSER, aspect="presence", reason=_NO_PIXEL, events=CONVERSIONS),),
    needs=("ways",),
    decides=("the way of paying",),
    removes=(Part.CONFIRMATION, Part.OPEN_PAGE),
)
async def returns_to_a_page_without_pixel(visit: Visit) -> None:
    """The confirmation is the payment provider's own page, or one of the site's without a pixel; the shopper leaves.

    Which copy is owed is the plan's to say. Where it promises events of the browser's for the page that is shown, the
    page has to have a pixel, and leaving it out is the site's mistake: the browser's copy stays owed. On any other page
    nobody has promised one, so that the sale is left to the server, as if the shopper had never come back.
    """
    visit.take_way(_NAME)


@returns_to_a_page_without_pixel.at(Phase.AFTER_JOURNEY)
async def _decide(visit: Visit) -> None:
    hosts = visit.slot.site.own_hosts
    plan = visit.slot.site.promised
    tracked = [promise.pages for promise in plan.promises.values() if Channel.BROWSER in promise.channels]

    def has_pixel(url: str) -> bool:
        return any(is_page_of(url, hosts, patterns) for patterns in tracked if patterns)

    documents = [page for page in visit.pages if not page.route]
    untracked = len(documents) - len([*dropwhile(lambda page: not has_pixel(page.url), reversed(documents))])
    if not untracked:
        visit.trace(f"{_NAME}: the end", f"the journey ended on {documents[-1].url}, where the plan promises the pixel")
        return
    visit.trace(f"{_NAME}: the end", f"the journey ended on {documents[-1].url}, where the plan promises no pixel")
    conversions = tuple(name for name, promise in plan.promises.items() if promise.conversion)
    since = documents[-untracked].at
    visit.excuse(Channel.BROWSER, "presence", _NO_PIXEL, events=conversions, since=since)
