"""Which of several like actions an event tells of that names none: by the page it names and the time it was made."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from harness.actions import Action
from harness.ledger import PageLoad
from harness.moments import NEAR_S, ROUTE_SLACK_S, Made, can_tell_of, is_over, is_route, made, was_there
from mock_meta.event import Event

Tells = Callable[[Event, Action], bool]
"""Something that holds for an event and an action."""


class Places:
    """What places an event: the ``routes`` that were shown, and what else is known of it and an action.

    ``may`` says whether the event may report the action, ``reported`` whether a copy like it already does.
    """

    def __init__(self, routes: list[PageLoad], may: Tells, reported: Tells) -> None:
        self._routes = routes
        self._may = may
        self._reported = reported

    def told_of(self, event: Event, same: list[Action]) -> Action | None:
        """The action on the event's page that was the last to begin before the event; of several, an unreported one.

        Several come into question where the event's time is no finer than a second.
        """
        when = made(event)
        same = [action for action in same if action.earliest <= min(event.received_at, when.latest)]
        candidates = self._on_its_page(event, when, same)
        if all(self._reported(event, action) for action in candidates) and not self._names_its_route(event, when):
            unreported = [action for action in same if not self._reported(event, action)]
            candidates = self._on_another_view(when, candidates, unreported) or candidates
        return self._likeliest(event, when, candidates) if candidates else None

    def _on_its_page(self, event: Event, when: Made, same: list[Action]) -> list[Action]:
        at_address = [action for action in same if _shown_at(action, event)]
        candidates = at_address or [action for action in same if _fits(action, event)]
        possible = [action for action in candidates if can_tell_of(when, action)]
        # What a page sends while the next one is on its way is made after its end, and not by one that comes later.
        return [a for a in possible if not is_over(a, when.earliest, self._routes)] or possible or candidates

    def _on_another_view(self, when: Made, candidates: list[Action], unreported: list[Action]) -> list[Action]:
        """The view that had just begun, or was shown, when the event was made, which may still name an earlier one."""
        over = all(is_over(action, when.earliest, self._routes) for action in candidates)
        return self._route_begun(when, unreported) or [a for a in unreported if over and self._was_shown(a, when)]

    def _likeliest(self, event: Event, when: Made, candidates: list[Action]) -> Action:
        possible = [action for action in candidates if can_tell_of(when, action)]
        begun = sorted(possible, key=lambda action: action.began_at) or candidates[:1]
        before = [action for action in begun if action.began_at < when.earliest]
        # A copy is made soon after its action begins, so one that began within the event's own second comes first.
        within = sorted(begun[len(before) :], key=lambda action: not self._may(event, action))
        likeliest_first = within + before[-1:]
        if when.fine and before and was_there(before[-1], within) and not self._reported(event, before[-1]):
            likeliest_first = before[-1:] + within
        near = [action for action in reversed(before[:-1]) if action.began_at >= before[-1].began_at - NEAR_S]
        fresh = (action for action in (*likeliest_first, *near) if not self._reported(event, action))
        return next(fresh, likeliest_first[0])

    def _names_its_route(self, event: Event, when: Made) -> bool:
        """Whether an event names a route that was shown at its moment."""
        then = (page for page in self._routes if page.at - ROUTE_SLACK_S <= when.earliest)
        then = (page for page in then if page.left_at is None or when.earliest <= page.left_at + ROUTE_SLACK_S)
        return any(_address(page.url) == _address(event.source_url or "") for page in then)

    def _route_begun(self, when: Made, unreported: list[Action]) -> list[Action]:
        """The unreported action that is the route begun at that moment: the nearest of all, noted before or after."""
        nearest = min(self._routes, key=lambda page: abs(page.at - when.earliest), default=None)
        if nearest is None or abs(nearest.at - when.earliest) > ROUTE_SLACK_S:
            return []
        return [action for action in unreported if is_route(action) and action.page == nearest]

    def _was_shown(self, action: Action, when: Made) -> bool:
        if action.page is None or not action.page.route or action.page.at > when.latest:
            return False
        return not is_over(action, when.earliest, self._routes)


def is_page(page: PageLoad, event: Event) -> bool:
    """Whether an event names this page, whatever query and fragment."""
    return event.source_url is not None and _page_of(page.url) == _page_of(event.source_url)


def _shown_at(action: Action, event: Event) -> bool:
    url = action.page.url if action.page is not None else None
    return url is not None and event.source_url is not None and _address(url) == _address(event.source_url)


def _fits(action: Action, event: Event) -> bool:
    return action.page is None or event.source_url is None or is_page(action.page, event)


def _address(url: str) -> str:
    """An address without its anchor; a fragment that is a route stays."""
    return url if "#/" in url else url.partition("#")[0]


def _page_of(url: str) -> tuple[str, str]:
    """Host and path: what a channel says of query and fragment differs without harm."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", url  # An event may claim any text as its page; such a one is no page of the site.
    return parts.netloc, parts.path
