"""How findings speak of events and lists."""

from __future__ import annotations

from collections.abc import Iterable

from mock_meta.event import Event

_MANY = 4


def listed(items: Iterable[str]) -> str:
    """Items joined by commas, the fifth and later ones as a number."""
    unique = list(dict.fromkeys(items))
    shown = ", ".join(unique[:_MANY])
    return f"{shown} and {len(unique) - _MANY} more" if len(unique) > _MANY else shown


def many(number: int, thing: str) -> str:
    """A number of things: ``1 event``, ``2 events``."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def a(name: str) -> str:
    """The article before an event's name, at the beginning of a sentence."""
    return "An" if name[:1] in "AEIO" else "A"


def event_id(event: Event) -> str:
    """An event's id as a finding shows it."""
    return f"event id {event.event_id!r}" if event.event_id else "no event id"


def keys(events: Iterable[Event]) -> tuple[str, ...]:
    """The keys of events, for a finding's evidence."""
    return tuple(event.key for event in events)
