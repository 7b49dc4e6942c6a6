"""How findings speak of events and lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

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


def actions_of(events: Iterable[Event]) -> str:
    """Which events a finding is about, by name and channels: ``AddToCart, Purchase of browser and server``."""
    channels: dict[str, set[str]] = {}
    for event in events:
        channels.setdefault(event.name, set()).add(event.channel)
    names: dict[str, list[str]] = {}
    for name, told in channels.items():
        names.setdefault(" and ".join(sorted(told)), []).append(name)
    return "; ".join(f"{listed(told)} of {where}" for where, told in names.items())


def together(items: Sequence[str]) -> str:
    """Items in one phrase: ``a``, ``a and b``, ``a, b and c``."""
    return " and ".join((", ".join(items[:-1]), items[-1])) if len(items) > 1 else "".join(items)


def is_absent(value: Any) -> bool:
    """Whether a field says nothing: absent, an empty text or an empty list."""
    return value in (None, "", [], ())
