"""Mutators: each turns the evidence of a sound run into that of one tracking mistake, and says what must be found.

``breaks`` are the checks that must fire, with effects folded under their causes, and no others; ``tells`` is what some
finding must name: the order, the event, or the value.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable

import msgspec

from harness.ledger import Ledger
from mock_meta.event import Channel, Event
from tests.harness.factories import (
    change,
    healthy,
)

Mutate = Callable[[Ledger], Ledger]


class Mutator(msgspec.Struct, frozen=True, kw_only=True):
    """One mistake as a change of evidence. It starts from ``sound``."""

    name: str
    breaks: frozenset[str]
    tells: str
    sound: Callable[[], Ledger]
    mutate: Mutate

    def evidence(self) -> Ledger:
        """The evidence of a run with the mistake in it."""
        return self.mutate(self.sound())


MUTATORS: dict[str, Mutator] = {}


def mutator(*breaks: str, tells: str, sound: Callable[[], Ledger] = healthy) -> Callable[[Mutate], Mutate]:
    """Register a change of evidence under its function's name."""

    def register(mutate: Mutate) -> Mutate:
        assert inspect.getdoc(mutate), f"{mutate.__name__} says nothing of its mistake"
        MUTATORS[mutate.__name__] = Mutator(
            name=mutate.__name__, breaks=frozenset(breaks), tells=tells, sound=sound, mutate=mutate
        )
        return mutate

    return register


def each(evidence: Ledger, name: str, channel: Channel | None, edit: Callable[[Event], Event | None]) -> Ledger:
    """The evidence with every event of a name (on a channel) edited; None takes it away."""
    edited: Iterable[Event | None] = (
        edit(e) if e.name == name and channel in (None, e.channel) else e for e in evidence.events
    )
    return change(evidence, events=tuple(e for e in edited if e is not None))


def saying(**custom_data: object) -> Callable[[Event], Event]:
    """An edit that changes parameters; None takes one away."""

    def edit(told: Event) -> Event:
        said = {**told.custom_data, **custom_data}
        return change(told, custom_data={key: value for key, value in said.items() if value is not None})

    return edit


def dropped(_: Event) -> None:
    """An edit that takes an event away."""
    return
