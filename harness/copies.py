"""Which events report which action: the copies of each, told by what they say, then by visitor, page and time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

import msgspec

from harness.actions import Action
from harness.ledger import PageLoad
from mock_meta.event import Channel, Event
from mock_meta.schemas import standard_events

_NEAR_S = 5.0
"""Of actions this close together each gets a copy before one gets two."""
_SLACK_S = 0.25
"""How much later than the event itself the harness may have noted the page or deed."""
_MOMENTS_S = 0.05
_ROUTE_SLACK_S = 1.0
"""How much later a route may have been noted on a busy machine: the browser stamps only what it loads."""
_GIVEN_UP_SLACK_S = 1.0
"""How much later than it was asked for a page may be noted that never came: it has no stamp of the browser's."""
_WEEK_S = 7 * 86400.0


_STANDARD = {name.lower(): name for name in standard_events()}

_ELSEWHERE = {
    "view_item": "ViewContent",
    "begin_checkout": "InitiateCheckout",
    "generate_lead": "Lead",
    "sign_up": "CompleteRegistration",
}
"""What Google Analytics calls events whose name differs from Meta's by more than its spelling."""


def meant_name(name: str) -> str:
    """The standard event that a name spells in another way (``purchase``, ``add_to_cart``), else the name itself."""
    return _STANDARD.get(re.sub(r"[^a-z]", "", name.lower()), name)


def is_alias(name: str, other: str) -> bool:
    """Whether two names are spellings of each other, or one is what Google Analytics calls the other."""
    return name != other and _spelt(name) == _spelt(other)


def _spelt(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", _ELSEWHERE.get(name.lower(), name).lower())


class Copies(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that was sent about one action. Refused server copies stand apart."""

    action: Action
    browser: tuple[Event, ...] = ()
    server: tuple[Event, ...] = ()
    refused: tuple[Event, ...] = ()

    def on(self, channel: Channel) -> tuple[Event, ...]:
        """The accepted copies on one channel, in order of receipt."""
        return self.browser if channel is Channel.BROWSER else self.server

    @property
    def accepted(self) -> tuple[Event, ...]:
        """The accepted copies of both channels."""
        return self.browser + self.server


Choose = Callable[[Event, list[Action]], list[Action]]
"""Of several actions, those that an event can report."""
May = Callable[[Event, Action], bool]
"""Whether an event may report an action."""


def assign(
    events: Iterable[Event],
    actions: tuple[Action, ...],
    theirs: Choose = lambda event, some: some,
    may: May = lambda event, action: True,
) -> tuple[tuple[Copies, ...], tuple[Event, ...]]:
    """The copies of each action, and the events that report none of them.

    Browser events come first: a page stamps its own moment to the millisecond, a server what it believes. ``theirs``
    chooses the actions of the visitor whom an event tells of; what an event states of its order goes before that. Where
    an event's time can't tell two actions apart, it reports the one that it ``may``: nobody is accused by a guess.
    Where a page was asked for and never shown, what a page shown tells of by both channels goes first.
    """
    mine: dict[str, list[Event]] = {action.key: [] for action in actions}
    strays: list[Event] = []
    routes = [action.page for action in actions if action.page is not None and _is_route(action)]
    for event in _in_turn(tuple(events), any(action.given_up for action in actions)):
        same = [action for action in actions if action.name == event.name]
        of_visitor = theirs(event, same)
        action = (
            _booked(event, same)
            or _sent_again(event, same, mine)
            or _by_shared_id(event, of_visitor, mine)
            or _by_shared_id(event, same, mine)
            or _shown_or_not(event, of_visitor, mine, _Places(routes, may))
            or _on_the_next_page(event, of_visitor, mine)
        )
        if action is None:
            strays.append(event)
        else:
            mine[action.key].append(event)
    return tuple(_copies(action, mine[action.key]) for action in actions), tuple(strays)


def _in_turn(events: tuple[Event, ...], twins_first: bool) -> list[Event]:
    told = {event.event_id for event in events if event.channel is Channel.BROWSER and event.event_id}

    def turn(event: Event) -> tuple[bool, bool, float]:
        return event.channel is not Channel.BROWSER, twins_first and event.event_id not in told, event.received_at

    return sorted(events, key=turn)


class _Places(msgspec.Struct, frozen=True):
    """What places an event: the routes that were shown, and whether it may report an action."""

    routes: list[PageLoad]
    may: May


def _shown_or_not(event: Event, same: list[Action], mine: dict[str, list[Event]], places: _Places) -> Action | None:
    """The action on the event's page; if that has this copy, the like one on a page that was never shown."""
    shown = _by_place(event, [action for action in same if not action.given_up], mine, places)
    if shown is not None and not _reported(shown, event, mine):
        return shown
    given_up = _by_place(event, [action for action in same if action.given_up], mine, places)
    return given_up if given_up is not None and not _reported(given_up, event, mine) else shown


def _copies(action: Action, events: list[Event]) -> Copies:
    accepted = [event for event in events if event.accepted]
    return Copies(
        action=action,
        browser=tuple(event for event in accepted if event.channel is Channel.BROWSER),
        server=tuple(event for event in accepted if event.channel is Channel.SERVER),
        refused=tuple(event for event in events if not event.accepted),
    )


def named_conversion(event: Event) -> str | None:
    """The order or lead number that an event states in its custom data."""
    stated = event.custom_data.get("order_id")
    return str(stated) if stated not in (None, "") else None


def _booked(event: Event, same: list[Action]) -> Action | None:
    """The action whose conversion the event names: by order number, else anywhere in its id or its page's address."""
    booked = [(action, action.conversion.id) for action in same if action.conversion is not None]
    stated = named_conversion(event)
    if stated is not None:
        return next((action for action, number in booked if number == stated), None)
    for text in (event.event_id, event.source_url):
        for action, number in booked:
            if text and re.search(rf"(?<![A-Za-z0-9]){re.escape(number)}(?![A-Za-z0-9])", text):
                return action
    return None


def _sent_again(event: Event, same: list[Action], mine: dict[str, list[Event]]) -> Action | None:
    """The action of the same message, which a sender that heard no answer has sent before."""
    if event.channel is Channel.BROWSER or not event.event_id:
        return None
    message = _message(event)
    return next((action for action in same if any(_message(other) == message for other in mine[action.key])), None)


def _message(event: Event) -> tuple[object, ...]:
    said = (event.source_url, event.custom_data, event.user_data)
    return (event.channel, event.pixel_id, event.event_id, event.event_time, *said)


def _by_shared_id(event: Event, same: list[Action], mine: dict[str, list[Event]]) -> Action | None:
    """The action whose copy on the other channel carries the same event id, and which has none on this one yet."""
    if not event.event_id:
        return None
    for action in same:
        others = mine[action.key]
        shared = any(o.event_id == event.event_id and o.channel is not event.channel for o in others)
        if shared and not _reported(action, event, mine):
            return action
    return None


def _by_place(event: Event, same: list[Action], mine: dict[str, list[Event]], places: _Places) -> Action | None:
    """The action on the event's page that was the last to begin before the event; of several, one without this copy.

    Several come into question where the event's time is no finer than a second.
    """
    if named_conversion(event) is not None and any(action.conversion for action in same):
        return None
    routes = places.routes
    earliest, latest = _made_between(event)
    same = [action for action in same if action.earliest <= min(event.received_at, latest)]
    candidates = [a for a in same if _shown_at(a, event)] or [a for a in same if _fits(a, event)]
    fine = event.channel is Channel.BROWSER and event.event_time == earliest
    possible = [a for a in candidates if a.began_at <= _noted_by(a, earliest, latest, fine=fine)]
    # What a page sends while the next one is on its way is made after its end, and not by one that comes later.
    candidates = [a for a in possible if not _is_over(a, earliest, routes)] or possible or candidates
    if all(_reported(a, event, mine) for a in candidates) and not _names_its_route(event, routes):
        unreported = [a for a in same if not _reported(a, event, mine)]
        over = all(_is_over(a, earliest, routes) for a in candidates)
        shown = [a for a in unreported if over and _shows_route(a, earliest, latest, routes)]
        candidates = _route_begun(routes, earliest, unreported) or shown or candidates
    if not candidates:
        return None
    possible = [a for a in candidates if a.began_at <= _noted_by(a, earliest, latest, fine=fine)]
    begun = sorted(possible, key=lambda a: a.began_at) or candidates[:1]
    before = [action for action in begun if action.began_at < earliest]
    # A copy is made soon after its action begins, so one that began within the event's own second comes first.
    within = sorted(begun[len(before) :], key=lambda action: not places.may(event, action))
    likeliest_first = within + before[-1:]
    if fine and before and _was_there(before[-1], within) and not _reported(before[-1], event, mine):
        likeliest_first = before[-1:] + within
    near = [action for action in reversed(before[:-1]) if action.began_at >= before[-1].began_at - _NEAR_S]
    fresh = (action for action in (*likeliest_first, *near) if not _reported(action, event, mine))
    return next(fresh, likeliest_first[0])


def _noted_by(action: Action, earliest: float, latest: float, *, fine: bool) -> float:
    """The latest moment at which an action can have been noted of which an event tells that was made in between."""
    if action.given_up:
        return latest + _GIVEN_UP_SLACK_S
    if _is_route(action):
        return latest + _ROUTE_SLACK_S
    return earliest if fine and _loads_page(action) else latest


def _was_there(action: Action, noted_after: list[Action]) -> bool:
    """Whether an action is known to have begun before others, which may have been noted too late.

    A load bears the browser's stamp; an order was in the books, or its journey begun. Of routes nothing is known.
    """
    return (action.conversion is not None or _loads_page(action)) and not any(map(_is_route, noted_after))


def _is_route(action: Action) -> bool:
    return action.page is not None and action.page.route and action.at == action.page.at


def _loads_page(action: Action) -> bool:
    """Whether an action is the load of a page, which bears the browser's own stamp: no event of it can be earlier.

    A page that the browser had kept is not loaded again; when it came up is noted from outside, and so later.
    """
    page = action.page
    return page is not None and not (page.route or page.kept) and action.at == page.at


def _on_the_next_page(event: Event, same: list[Action], mine: dict[str, list[Event]]) -> Action | None:
    """The deed that led to the event's page, if nothing has told of it on this channel where it happened."""
    for action in reversed(same):
        page = action.followed_by
        if page is None or event.source_url is None or _page_of(page.url) != _page_of(event.source_url):
            continue
        _, latest = _made_between(event)
        shown = page.at <= latest and (page.left_at is None or event.received_at <= page.left_at + _NEAR_S)
        if shown and not _reported(action, event, mine):
            return action
    return None


def _shown_at(action: Action, event: Event) -> bool:
    url = action.page.url if action.page is not None else None
    return url is not None and event.source_url is not None and _address(url) == _address(event.source_url)


def _address(url: str) -> str:
    """An address without its anchor; a fragment that is a route stays."""
    return url if "#/" in url else url.partition("#")[0]


def _is_over(action: Action, at: float, routes: list[PageLoad]) -> bool:
    """Whether the view of an action had given way by then; a route is noted some moments after it was shown."""
    return action.until is not None and action.until < at + (_MOMENTS_S if routes else 0.0)


def _names_its_route(event: Event, routes: list[PageLoad]) -> bool:
    """Whether an event names a route that was shown at its moment."""
    at, _ = _made_between(event)
    then = (page for page in routes if page.at - _ROUTE_SLACK_S <= at)
    then = (page for page in then if page.left_at is None or at <= page.left_at + _ROUTE_SLACK_S)
    return any(_address(page.url) == _address(event.source_url or "") for page in then)


def _route_begun(routes: list[PageLoad], at: float, unreported: list[Action]) -> list[Action]:
    """The unreported action that is the route begun at that moment: the nearest of all, noted before or after."""
    nearest = min(routes, key=lambda page: abs(page.at - at), default=None)
    if nearest is None or abs(nearest.at - at) > _ROUTE_SLACK_S:
        return []
    return [action for action in unreported if _is_route(action) and action.page == nearest]


def _shows_route(action: Action, earliest: float, latest: float, routes: list[PageLoad]) -> bool:
    """Whether a route was shown at that time: an event that still names an earlier address may have been made on it."""
    if action.page is None or not action.page.route or action.page.at > latest:
        return False
    return not _is_over(action, earliest, routes)


def _fits(action: Action, event: Event) -> bool:
    return action.page is None or event.source_url is None or _page_of(action.page.url) == _page_of(event.source_url)


def _page_of(url: str) -> tuple[str, str]:
    """Host and path: what a channel says of query and fragment differs without harm."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", url  # An event may claim any text as its page; such a one is no page of the site.
    return parts.netloc, parts.path


def _made_between(event: Event) -> tuple[float, float]:
    """From when to when the event can have been made: at the time that it claims, if that can be true."""
    claimed = event.event_time
    if claimed is None or abs(claimed - event.received_at) >= _WEEK_S:
        return event.received_at, event.received_at + _SLACK_S
    # Server times are whole seconds, cut off.
    width = 1.0 if claimed == int(claimed) else _SLACK_S
    return claimed, min(event.received_at + _SLACK_S, claimed + width)


def _reported(action: Action, event: Event, mine: dict[str, list[Event]]) -> bool:
    """Whether the same pixel has heard of an action on the event's channel already."""
    return any(
        other.channel is event.channel and other.pixel_id == event.pixel_id and other.accepted
        for other in mine[action.key]
    )
