"""Which events report which action: the copies of each, told by what they say, then by page, then by time."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from harness.actions import Action
from mock_meta.event import Channel, Event

_SLACK_S = 0.5
"""A copy may be stamped this much before the harness saw the page that it belongs to."""


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
    """The copies of each action, and the events that report none of them."""
    mine: dict[str, list[Event]] = {action.key: [] for action in actions}
    strays: list[Event] = []
    for event in sorted(events, key=lambda e: e.received_at):
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
        if shared and not any(o.channel is event.channel and o.accepted for o in others):
            return action
    return None


def _by_place(event: Event, same: list[Action], mine: dict[str, list[Event]]) -> Action | None:
    """The latest action begun before the event came, on its page if it names one; one that lacks this copy first."""
    if named_conversion(event) is not None and any(action.conversion for action in same):
        return None
    begun = [action for action in same if action.began_at <= event.received_at + _SLACK_S]
    there = [action for action in begun if action.page is not None and _same_page(action.page.url, event.source_url)]
    candidates = there or [action for action in begun if action.page is None or event.source_url is None]
    lacking = [a for a in candidates if not any(e.channel is event.channel and e.accepted for e in mine[a.key])]
    pool = lacking or candidates
    if not pool:
        return None
    return pool[0] if lacking and event.channel is Channel.SERVER else pool[-1]


def _same_page(url: str, source_url: str | None) -> bool:
    return source_url is not None and url.partition("#")[0] == source_url.partition("#")[0]
