"""A filter list blocks the pixel."""

import re
from urllib.parse import parse_qs, urlsplit

from harness.condition import Kind, Part, Phase, condition
from harness.evidence import stopped_by
from harness.filter_lists import filter_list as list_for
from harness.ledger import Excuse
from harness.visit import Visit
from mock_meta.blocker import Blocker, Wanted
from mock_meta.event import Channel

_RULE = "the filter rule"
_REASON = "a filter list stops the pixel"
_ENDPOINT = re.compile(r"/tr/?$")


@condition(
    Phase.BEFORE_ARRIVAL,
    kind=Kind.BLOCKING,
    mechanism="each request of the browser's for a part of a page is held against the lists that --filter-list names, "
    "or an installed uBlock Origin's; what a rule stops is cut off unanswered",
    evidence=stopped_by(_RULE),
    foreseen=(
        Excuse(channel=Channel.BROWSER, aspect="presence", reason=_REASON),
        Excuse(channel=Channel.SERVER, aspect="fbp", reason=_REASON),
    ),
    decides=("what stands between the visitor and Meta",),
    acts_on=(Part.PIXEL_SCRIPT, Part.PIXEL_EVENTS),
    removes=(Part.PIXEL_SCRIPT, Part.PIXEL_EVENTS, Part.PIXEL_COOKIES),
)
async def filter_list(visit: Visit) -> None:
    """A real filter list, such as EasyPrivacy, decides request by request, as in an ad blocker.

    Unlike a host that is blocked, it also knows paths: a copy of the pixel's script on the shop's own host is stopped
    where the list names it, and what no rule names gets through and is owed. It sees what goes to Meta's hosts, to a
    site that the run starts, and to any site without encryption.
    """
    rules = await list_for(visit.slot.filter_lists)

    def refuses(wanted: Wanted) -> str:
        page = wanted.page or visit.page.url
        rule = rules.rule(Wanted(url=wanted.url, page=page, kind=wanted.kind))
        if rule:
            _excuse(visit, wanted.url, f"{_RULE} {rule}")
        return f"{_RULE} {rule}" if rule else ""

    visit.slot.meta.stop_by(Blocker(refuses=refuses))


def _excuse(visit: Visit, url: str, reason: str) -> None:
    """Excuse what a stopped request takes: without its script the pixel does nothing, else the one event is lost."""
    parts = urlsplit(url)
    if "/fbevents" in parts.path:
        visit.excuse(Channel.BROWSER, "presence", f"{reason} stops the pixel's script")
        visit.excuse(Channel.SERVER, "fbp", f"{reason} stops the pixel's script")
    elif _ENDPOINT.search(parts.path):
        names = tuple(parse_qs(parts.query).get("ev", ()))
        visit.excuse(Channel.BROWSER, "presence", f"{reason} stops the pixel's requests", events=names)
