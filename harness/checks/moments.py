"""When and where events were made, as far as the evidence tells."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlsplit

from harness.case import Case
from harness.ledger import PageLoad
from mock_meta.event import Event

_SLACK_S = 0.25
"""How much later than the event itself the page's leaving may have been noted, or the other way round."""
_DAY_S = 86400.0


class Load(NamedTuple):
    """One load of a page: which visit, which of its pages, and the page itself."""

    visit: int
    place: int
    page: PageLoad


def made_at(event: Event) -> float:
    """When an event was made: a page stamps that to the millisecond; a server's whole seconds are no use here."""
    claimed = event.event_time
    precise = claimed is not None and claimed != int(claimed) and abs(event.received_at - claimed) < _DAY_S
    return claimed if precise and claimed is not None else event.received_at


def load_of(case: Case, event: Event) -> Load | None:
    """The load of the page that an event names, on which it was made; None if no visitor was there then."""
    at = made_at(event)
    visits = enumerate(case.ledger.visits)
    loads = [Load(index, place, page) for index, visit in visits for place, page in enumerate(visit.pages)]
    there = [load for load in loads if path(load.page.url) == path(event.source_url)]
    exactly = [load for load in there if _shows(load.page, at, 0.0)]
    nearly = [load for load in there if _shows(load.page, at, _SLACK_S)]
    return next(iter(exactly[-1:] or nearly[-1:]), None)


def _shows(page: PageLoad, at: float, slack_s: float) -> bool:
    return page.at - slack_s <= at <= (page.left_at if page.left_at is not None else float("inf")) + slack_s


def path(url: str | None) -> str:
    """The path of an address, as pages are told apart."""
    try:
        return urlsplit(url or "").path or "/"
    except ValueError:
        return url or ""  # An event may claim any text as its page.
