"""Whose event it is, where several people visit: told by the browser's cookie, by who they are, and by the page."""

from __future__ import annotations

from collections.abc import Iterator

from harness.ledger import Ledger, VisitRecord
from mock_meta.event import Event
from mock_meta.normalize import digest, split_appendix
from mock_meta.wire.user_data import values


def visit_of(ledger: Ledger, event: Event) -> int | None:
    """The visit that an event came from; None if nothing tells, or several people are as likely."""
    if len({visit.visitor for visit in ledger.visits}) < 2:
        return _latest(ledger, event, range(len(ledger.visits)))
    possible = [(place, visit) for place, visit in enumerate(ledger.visits) if not _another_browser(visit, event)]
    for told in (_by_cookie, _by_person, _by_page):
        found = [place for place, visit in possible if told(visit, event)]
        if len({ledger.visits[place].visitor for place in found}) == 1:
            return _latest(ledger, event, found)
    return None


def _latest(ledger: Ledger, event: Event, places: range | list[int]) -> int | None:
    """Of one person's visits the last that had begun when the event came."""
    begun = [p for p in places if ledger.visits[p].pages and ledger.visits[p].pages[0].at <= event.received_at]
    return max(begun or places, default=None)


def _by_cookie(visit: VisitRecord, event: Event) -> bool:
    return bool(_held(visit) & _sent(event))


def _another_browser(visit: VisitRecord, event: Event) -> bool:
    """Whether an event carries another ``fbp`` than that visit's browser is known to have had."""
    return bool(_held(visit) and _sent(event)) and not _by_cookie(visit, event)


def _held(visit: VisitRecord) -> set[str]:
    return {cookie.value for cookie in visit.cookies if cookie.name == "_fbp"}


def _sent(event: Event) -> set[str]:
    return {_bare(value) for value in values(event.user_data.get("fbp"))}


def _by_person(visit: VisitRecord, event: Event) -> bool:
    email = visit.shopper.get("email", "").strip().lower()
    return bool(email) and digest(email) in {_bare(value).lower() for value in values(event.user_data.get("em"))}


def _by_page(visit: VisitRecord, event: Event) -> bool:
    return any(url == event.source_url for url in _shown_at(visit, event.received_at))


def _shown_at(visit: VisitRecord, at: float) -> Iterator[str]:
    return (page.url for page in visit.pages if page.at <= at and (page.left_at is None or at <= page.left_at + 1.0))


def _bare(value: object) -> str:
    return split_appendix(str(value))[0]
