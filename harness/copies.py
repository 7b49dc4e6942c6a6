"""Which events report which action: the copies of each, told by what they say, then by page, then by time."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

import msgspec

from harness.actions import Action
from mock_meta.event import Channel, Event

_NEAR_S = 2.0
"""Server copies are stamped in whole seconds, so actions this close together can't be told apart by time."""
_SLACK_S = 0.25
"""How much later than the event itself the harness may have noted the page or deed."""
_WEEK_S = 7 * 86400.0


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


def assign(events: Iterable[Event], actions: tuple[Action, ...]) -> tuple[tuple[Copies, ...], tuple[Event, ...]]:
    """The copies of each action, and the events that report none of them.

    Browser events come first: a page stamps its own moment to the millisecond, a server what it believes.
    """
    mine: dict[str, list[Event]] = {action.key: [] for action in actions}
    strays: list[Event] = []
    for event in sorted(events, key=lambda e: (e.channel is not Channel.BROWSER, e.received_at)):
        same = [action for action in actions if action.name == event.name]
        action = _booked(event, same) or _by_shared_id(event, same, mine) or _by_place(event, same, mine)
        if action is None:
            strays.append(event)
        else:
            mine[action.key].append(event)
    return tuple(_copies(action, mine[action.key]) for action in actions), tuple(strays)


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


def _by_place(event: Event, same: list[Action], mine: dict[str, list[Event]]) -> Action | None:
    """The action on the event's page that is begun last before the event; of near ones, one that lacks this copy."""
    if named_conversion(event) is not None and any(action.conversion for action in same):
        return None
    candidates = [a for a in same if _shown_at(a, event)] or [a for a in same if _fits(a, event)]
    if not candidates:
        return None
    latest = _latest_start(event)
    begun = [action for action in candidates if action.began_at <= latest] or candidates[:1]
    by_time = sorted(begun, key=lambda action: action.began_at, reverse=True)
    near = [action for action in by_time if action.began_at >= by_time[0].began_at - _NEAR_S]
    return next((action for action in near if not _reported(action, event, mine)), by_time[0])


def _shown_at(action: Action, event: Event) -> bool:
    url = action.page.url if action.page is not None else None
    return (
        url is not None and event.source_url is not None and url.partition("#")[0] == event.source_url.partition("#")[0]
    )


def _fits(action: Action, event: Event) -> bool:
    return action.page is None or event.source_url is None or _page_of(action.page.url) == _page_of(event.source_url)


def _page_of(url: str) -> tuple[str, str]:
    """Host and path: what a channel says of query and fragment differs without harm."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", url  # An event may claim any text as its page; such a one is no page of the site.
    return parts.netloc, parts.path


def _latest_start(event: Event) -> float:
    """The latest moment at which the action can have begun: no later than the event claims, if that can be true."""
    came = event.received_at + _SLACK_S
    claimed = event.event_time
    if claimed is None or abs(claimed - event.received_at) >= _WEEK_S:
        return came
    # Server times are whole seconds, cut off.
    return min(came, claimed + (1.0 if claimed == int(claimed) else _SLACK_S))


def _reported(action: Action, event: Event, mine: dict[str, list[Event]]) -> bool:
    return any(other.channel is event.channel and other.accepted for other in mine[action.key])
