"""What a site sent in one scenario, without what differs from run to run: how many copies, and what they hold."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

import msgspec

from harness.case import Case
from harness.ledger import Ledger
from harness.owed import Standing
from mock_meta.event import Channel, Event

_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_BANDS = ((10.0, "within 10 s"), (60.0, "within a minute"), (3600.0, "within an hour"), (86400.0, "within a day"))
_LATER = "later than a day"


class Share(StrEnum):
    """How many of an event's copies hold something."""

    ALL = "all"
    SOME = "some"


class Leg(msgspec.Struct, frozen=True, kw_only=True):
    """The copies of one event on one channel.

    ``count`` is None where the world leaves open whether a copy comes: what an ad blocker lets through, or what is cut
    off when a tab is closed. ``holds`` names parameters with their kind, identifiers, and what else a copy states;
    ``delay`` is the band of the slowest copy.
    """

    count: int | None
    holds: Mapping[str, Share] = {}
    delay: str = ""


Sent = Mapping[tuple[str, Channel], Leg]
"""By event and channel, in the order of their names."""


def sent(ledger: Ledger) -> Sent:
    """What the site sent to Meta in a run, as far as it is the same in every run of the same build."""
    case = Case(ledger)
    open_ = {(due.action.name, due.channel) for due in case.dues if due.standing is Standing.EXCUSED}
    legs: dict[tuple[str, Channel], list[Event]] = {key: [] for key in open_}
    for event in case.ledger.events:
        if event.accepted:
            legs.setdefault((event.name, event.channel), []).append(event)
    delays = _delays(case)
    return {
        key: Leg(count=None) if key in open_ else _leg(events, delays.get(key, ""))
        for key, events in sorted(legs.items())
    }


def _leg(events: list[Event], delay: str) -> Leg:
    # How often a sender that hears no answer tries again is a matter of moments.
    events = list({(event.event_id, event.event_time, event.source_url): event for event in events}.values())
    held = Counter(item for event in events for item in set(_items(event)))
    holds = {item: Share.ALL if held[item] == len(events) else Share.SOME for item in sorted(held)}
    return Leg(count=len(events), holds=holds, delay=delay)


def _delays(case: Case) -> dict[tuple[str, Channel], str]:
    """The band of the slowest copy that was owed, of each event that the server reports."""
    slowest: dict[tuple[str, Channel], float] = {}
    for copies in case.copies:
        for event in copies.server:
            due = case.due(copies.action, event.channel)
            if due.standing is Standing.OWED:
                key = (copies.action.name, event.channel)
                slowest[key] = max(slowest.get(key, 0.0), event.received_at - due.since)
    return {key: _band(seconds) for key, seconds in slowest.items()}


def _band(seconds: float) -> str:
    return next((name for limit, name in _BANDS if seconds <= limit), _LATER)


def _items(event: Event) -> Iterator[str]:
    """What a copy holds: parameters by their path and kind, identifiers by their name, and what it says of itself."""
    yield from _paths("", event.custom_data)
    yield from (f"user {name}" for name, value in event.user_data.items() if value not in (None, "", []))
    yield f"pixel {event.pixel_id}"
    if event.event_id:
        yield "event id"
    if event.action_source:
        yield f"action source {event.action_source}"
    if event.data_processing_options:
        yield f"data processing options {' '.join(event.data_processing_options)}"
    if event.test_event_code:
        yield "test event code"


def _paths(path: str, value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _paths(f"{path}.{name}" if path else str(name), inner)
    elif isinstance(value, (list, tuple)):
        yield from {item for inner in value for item in _paths(f"{path}[]", inner)} or {f"{path}[]: empty"}
    else:
        yield f"{path}: {_kind(value)}"


def _kind(value: Any) -> str:
    if value is None or value == "":
        return "empty"
    if isinstance(value, bool):
        return "yes or no"
    if isinstance(value, (int, float)):
        return "number"
    # A browser's parameters are all text on the wire.
    return "number" if _NUMBER.fullmatch(str(value)) else "text"
