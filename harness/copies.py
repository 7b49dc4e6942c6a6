"""Which events report which action: the copies of each, told by what they say, then by visitor, page and time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import msgspec

from harness.actions import Action
from harness.moments import NEAR_S, is_route, made
from harness.places import Places, Tells, is_page
from mock_meta.event import Channel, Event


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


def assign(
    events: Iterable[Event],
    actions: tuple[Action, ...],
    theirs: Choose = lambda event, some: some,
    may: Tells = lambda event, action: True,
) -> tuple[tuple[Copies, ...], tuple[Event, ...]]:
    """The copies of each action, and the events that report none of them.

    Browser events come first: a page stamps its own moment to the millisecond, a server what it believes. ``theirs``
    chooses the actions of the visitor whom an event tells of; what an event states of its order goes before that. Where
    an event's time can't tell two actions apart, it reports the one that it ``may``: nobody is accused by a guess.
    Where a page was asked for and never shown, what a page shown tells of by both channels goes first.
    """
    assigning = _Assigning(actions, theirs, may)
    strays: list[Event] = []
    for event in _in_turn(tuple(events), any(action.given_up for action in actions)):
        action = assigning.action_of(event)
        if action is None:
            strays.append(event)
        else:
            assigning.mine[action.key].append(event)
    return tuple(_copies(action, assigning.mine[action.key]) for action in actions), tuple(strays)


def named_conversion(event: Event) -> str | None:
    """The order or lead number that an event states in its custom data."""
    stated = event.custom_data.get("order_id")
    return str(stated) if stated not in (None, "") else None


class _Assigning:
    """The events that are ``mine`` to each action so far, by its key, and whose the next one is."""

    def __init__(self, actions: tuple[Action, ...], theirs: Choose, may: Tells) -> None:
        self.mine: dict[str, list[Event]] = {action.key: [] for action in actions}
        self._actions = actions
        self._theirs = theirs
        routes = [action.page for action in actions if action.page is not None and is_route(action)]
        self._places = Places(routes, may, self._is_reported)

    def action_of(self, event: Event) -> Action | None:
        """The action that an event reports, by the surest sign that there is."""
        same = [action for action in self._actions if action.name == event.name]
        of_visitor = self._theirs(event, same)
        return (
            _booked(event, same)
            or self._sent_again(event, same)
            or self._by_shared_id(event, of_visitor)
            or self._by_shared_id(event, same)
            or self._shown_or_not(event, of_visitor)
            or self._on_the_next_page(event, of_visitor)
        )

    def _sent_again(self, event: Event, same: list[Action]) -> Action | None:
        """The action of the same message, which a sender that heard no answer has sent before."""
        if event.channel is Channel.BROWSER or not event.event_id:
            return None
        message = _message(event)
        return next((a for a in same if any(_message(other) == message for other in self.mine[a.key])), None)

    def _by_shared_id(self, event: Event, same: list[Action]) -> Action | None:
        """The action whose copy on the other channel has the same event id, and which has none on this one yet."""
        if not event.event_id:
            return None
        for action in same:
            others = self.mine[action.key]
            shared = any(o.event_id == event.event_id and o.channel is not event.channel for o in others)
            if shared and not self._is_reported(event, action):
                return action
        return None

    def _shown_or_not(self, event: Event, same: list[Action]) -> Action | None:
        """The action on the event's page; if that has this copy, the like one on a page that was never shown."""
        if named_conversion(event) is not None and any(action.conversion for action in same):
            return None
        shown = self._places.told_of(event, [action for action in same if not action.given_up])
        if shown is not None and not self._is_reported(event, shown):
            return shown
        given_up = self._places.told_of(event, [action for action in same if action.given_up])
        return given_up if given_up is not None and not self._is_reported(event, given_up) else shown

    def _on_the_next_page(self, event: Event, same: list[Action]) -> Action | None:
        """The deed that led to the event's page, if nothing has told of it on this channel where it happened."""
        for action in reversed(same):
            page = action.followed_by
            if page is None or not is_page(page, event):
                continue
            shown = page.at <= made(event).latest
            shown = shown and (page.left_at is None or event.received_at <= page.left_at + NEAR_S)
            if shown and not self._is_reported(event, action):
                return action
        return None

    def _is_reported(self, event: Event, action: Action) -> bool:
        """Whether the same pixel has heard of an action on the event's channel already."""
        return any(
            other.channel is event.channel and other.pixel_id == event.pixel_id and other.accepted
            for other in self.mine[action.key]
        )


def _in_turn(events: tuple[Event, ...], twins_first: bool) -> list[Event]:
    told = {event.event_id for event in events if event.channel is Channel.BROWSER and event.event_id}

    def turn(event: Event) -> tuple[bool, bool, float]:
        return event.channel is not Channel.BROWSER, twins_first and event.event_id not in told, event.received_at

    return sorted(events, key=turn)


def _copies(action: Action, events: list[Event]) -> Copies:
    accepted = [event for event in events if event.accepted]
    return Copies(
        action=action,
        browser=tuple(event for event in accepted if event.channel is Channel.BROWSER),
        server=tuple(event for event in accepted if event.channel is Channel.SERVER),
        refused=tuple(event for event in events if not event.accepted),
    )


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


def _message(event: Event) -> tuple[object, ...]:
    said = (event.source_url, event.custom_data, event.user_data)
    return (event.channel, event.pixel_id, event.event_id, event.event_time, *said)
