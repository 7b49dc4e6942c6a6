"""What the shopper did, told from the books, the pages and the journeys, never from the events."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from harness.ledger import WEB, Conversion, Ledger, PageLoad, is_page_of


class Action(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that the plan promises to report.

    ``began_at`` is when the shopper acted, ``at`` when it became final; they differ for an order that is paid later.
    ``page`` is the view on which it happened, where that is known, ``until`` when that gave way to the next view, and
    ``followed_by`` the page that was shown next, from which a site without scripts reports it. ``earliest`` is the
    moment before which nothing can have told of it: for a conversion, when the page came up from which the shopper
    asked for it. ``given_up`` tells that the page was asked for and never shown: the site may have seen the request, or
    not.
    """

    key: str
    name: str
    at: float
    began_at: float
    visit: int | None
    page: PageLoad | None = None
    until: float | None = None
    followed_by: PageLoad | None = None
    earliest: float = 0.0
    given_up: bool = False
    conversion: Conversion | None = None

    @property
    def subject(self) -> str:
        """What a finding about it is filed under: conversions one by one, steps of the funnel by their event's name."""
        return self.key if self.conversion is not None else self.name

    @property
    def label(self) -> str:
        """How a finding names it."""
        if self.conversion is not None:
            return f"{self.name} of {self.conversion.key}"
        where = f" on {self.page.url}" if self.page is not None else ""
        return f"{self.name}{where}"


def actions(ledger: Ledger) -> tuple[Action, ...]:
    """Every action of the run that the plan promises, in order of time."""
    found = [*_booked(ledger), *_pages(ledger), *_deeds(ledger)]
    return tuple(sorted(found, key=lambda action: (action.at, action.key)))


def _booked(ledger: Ledger) -> Iterator[Action]:
    for name, promise in ledger.plan.promises.items():
        for conversion in ledger.conversions:
            if conversion.book != promise.conversion or conversion.settled_at is None:
                continue
            visit = _visit_of(ledger, conversion)
            yield Action(
                key=f"{name}/{conversion.key}",
                name=name,
                at=conversion.settled_at,
                began_at=conversion.created_at,
                visit=visit,
                earliest=_asked_from(ledger, visit, conversion),
                conversion=conversion,
            )


def _asked_from(ledger: Ledger, visit: int | None, conversion: Conversion) -> float:
    """When the page came up from which a conversion was asked for.

    It is the last that was there by then; or the one before, if the last was still to come: it is the answer.
    """
    pages = ledger.visits[visit].pages if visit is not None else ()
    shown = [page for page in pages if page.at <= conversion.created_at]
    if shown and (shown[-1].loaded_at is None or shown[-1].loaded_at > conversion.created_at):
        shown.pop()
    return shown[-1].at if shown else 0.0


def _pages(ledger: Ledger) -> Iterator[Action]:
    for name, promise in ledger.plan.promises.items():
        for index, visit in enumerate(ledger.visits):
            for place, page in enumerate(visit.pages):
                if page.route and not promise.routes:
                    continue
                if promise.pages and is_page_of(page.url, ledger.site_hosts, promise.pages):
                    key = f"{name}/visit {index + 1}/page {place + 1}"
                    until = _until(visit.pages, page)
                    yield Action(key=key, name=name, at=page.at, began_at=page.at, visit=index, page=page, until=until)
            yield from _never_shown(ledger, name, index)


def _never_shown(ledger: Ledger, name: str, index: int) -> Iterator[Action]:
    for place, page in enumerate(ledger.visits[index].given_up):
        patterns = ledger.plan.promises[name].pages
        if patterns and is_page_of(page.url, ledger.site_hosts, patterns):
            key = f"{name}/visit {index + 1}/never shown {place + 1}"
            yield Action(key=key, name=name, at=page.at, began_at=page.at, visit=index, page=page, given_up=True)


def _deeds(ledger: Ledger) -> Iterator[Action]:
    for index, visit in enumerate(ledger.visits):
        for place, deed in enumerate(visit.deeds):
            if deed.name not in ledger.plan.promises:
                continue
            page = _page_at(visit.pages, deed.at)
            yield Action(
                key=f"{deed.name}/visit {index + 1}/deed {place + 1}",
                name=deed.name,
                at=deed.at,
                began_at=deed.at,
                visit=index,
                page=page,
                until=None if page is None else _until(visit.pages, page),
                followed_by=next((after for after in visit.pages if after.at > deed.at), None),
            )


def _page_at(pages: tuple[PageLoad, ...], at: float) -> PageLoad | None:
    shown = [page for page in pages if page.at <= at and (page.left_at is None or page.left_at >= at)]
    return shown[-1] if shown else None


def _until(pages: tuple[PageLoad, ...], page: PageLoad) -> float | None:
    """When a view gave way: left, or followed by a route of the same document."""
    routes = (other.at for other in pages if other.route and other.at > page.at)
    ends = (end for end in (page.left_at, next(routes, None)) if end is not None)
    return min(ends, default=None)


def _visit_of(ledger: Ledger, conversion: Conversion) -> int | None:
    """The visit in which a conversion began: the last before it, of the same person if the books name one.

    What did not come from the website belongs to a visit only by the person.
    """
    begun = [
        index for index, visit in enumerate(ledger.visits) if visit.pages and visit.pages[0].at <= conversion.created_at
    ]
    email = str(conversion.customer.get("email", "")).strip().lower()
    theirs = [index for index in begun if email and ledger.visits[index].shopper.get("email", "").lower() == email]
    return max(theirs or (begun if conversion.source == WEB else []), default=None)
