"""Events of the funnel that report nothing which a shopper did there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from harness.case import Case
from harness.checks.moments import made_at, path
from harness.checks.wording import a, keys, listed, many
from harness.copies import Copies
from harness.robots import robot
from harness.verdict import Finding
from mock_meta.event import Event

_Why = tuple[str, str]
_AGAIN: _Why = (
    "it is sent where it happened, and again on the page that follows",
    "Send it from one of the two places: from the handler of the deed, not from the page that it leads to.",
)
_ON_VIEW: _Why = (
    "the tag fires when a page is viewed, not when the shopper acts",
    "Send it from the handler of the deed itself.",
)
_WRONG_PAGE: _Why = (
    "the tag fires on pages that it was not meant for",
    "Fire it where the plan says, or say in the plan where else it is right.",
)
_ON_ROUTES: _Why = (
    "the tag fires on every route, whatever the route shows",
    "Fire it from the views that it is about, not from the router's hook.",
)


def of_robots(case: Case) -> Iterator[Finding]:
    """One finding for all that the server reported of crawlers and monitors."""
    seen = [(event, agent) for event in _strays(case) if (agent := robot(event))]
    if seen:
        events = [event for event, _ in seen]
        yield Finding(
            message=f"The server reported {many(len(events), 'event')} ({listed(event.name for event in events)}) that "
            f"no shopper caused; their user agent is {listed(agent[:80] for _, agent in seen)}.",
            subject="robots",
            events=keys(events),
            causes=("the server reports the requests of crawlers and monitors too",),
            remedy="Leave out user agents that name themselves a robot, or report a view when the page's script asks.",
        )


def misplaced(case: Case) -> Iterator[Finding]:
    """One finding for each event and cause of what was sent where nobody did it."""
    grouped: dict[tuple[str, _Why], list[Event]] = defaultdict(list)
    for event in _strays(case):
        if not robot(event):
            grouped[(event.name, _why(case, event))].append(event)
    for (name, (cause, remedy)), events in grouped.items():
        first = events[0]
        also = f", and {len(events) - 1} more" if len(events) > 1 else ""
        yield Finding(
            message=f"{a(name)} {name} came on the {first.channel} channel from {first.source_url}{also}, "
            "but the shopper did nothing there that the plan reports so.",
            subject=name,
            events=keys(events),
            causes=(cause,),
            remedy=remedy,
        )


def _strays(case: Case) -> Iterator[Event]:
    for event in case.strays:
        promise = case.ledger.plan.promises.get(event.name)
        if promise is not None and event.accepted and not promise.conversion:
            yield event


def _why(case: Case, event: Event) -> _Why:
    """Whether the deed that led to this page was reported where it happened, or only here, or there was none."""
    deeds = [copies for copies in case.copies if copies.action.name == event.name and _is_deed(case, copies)]
    if not deeds:
        return _ON_ROUTES if _strays_on_routes(case, event.name) else _WRONG_PAGE
    leading = [c for c in deeds if c.action.followed_by is not None and _is_page(event, c.action.followed_by.url)]
    leading = [c for c in leading if c.action.began_at <= made_at(event)]
    if leading and _reported_where_it_happened(leading[-1], event):
        return _AGAIN
    return _ON_VIEW


def _is_deed(case: Case, copies: Copies) -> bool:
    return not case.ledger.plan.promises[copies.action.name].pages


def _is_page(event: Event, url: str) -> bool:
    return path(event.source_url) == path(url)


def _reported_where_it_happened(copies: Copies, event: Event) -> bool:
    page = copies.action.page
    return page is not None and any(_is_page(told, page.url) for told in copies.on(event.channel))


def _strays_on_routes(case: Case, name: str) -> bool:
    """Whether such an event came from a view that a script has put into the address bar."""
    routes = {page.url for visit in case.ledger.visits for page in visit.pages if page.route}
    return any(event.name == name and event.source_url in routes for event in _strays(case))
