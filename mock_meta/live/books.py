"""What Meta would count, kept up to date while events arrive: always the same as `mock_meta.counting.count` of all.

Pure. Events nearly always arrive in the order in which Meta reads them; then each costs one step of counting. One that
belongs before others (a clock that was wrong, a slow body) makes only its own circle be read anew: the events with
which it has an id or a person in common, directly or by others.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from mock_meta.counting import Books, CountingPolicy, FoldedBy, Group, Mark, receipt_order
from mock_meta.event import Event
from mock_meta.live.near import Neighbours, Order
from mock_meta.near_misses import ID_KEYS, NearMiss


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where an accepted event stands in Meta's books.

    ``action`` is the key of the first copy of what it is counted as; ``kept`` is whether this copy is the one that is
    kept, else ``by`` is why it is folded. ``gap_s`` is how long after the first copy it came.
    """

    action: str
    kept: bool
    by: FoldedBy | None = None
    gap_s: float = 0.0


class _Placed(NamedTuple):
    group: Group
    by: FoldedBy
    received_at: float


class _Circle:
    """Events that may fold with each other, and with no other."""

    def __init__(self) -> None:
        self.events: list[tuple[Order, Event]] = []
        self.marks: list[Mark] = []
        self.latest: Order = (0.0, False, 0)
        self.is_out_of_order = False

    def take(self, other: _Circle) -> None:
        self.events += other.events
        self.marks += other.marks
        self.latest = max(self.latest, other.latest)
        self.is_out_of_order |= other.is_out_of_order


class LiveBooks:
    """The books of one journal, to which events are added as they come."""

    def __init__(self, policy: CountingPolicy) -> None:
        self._books = Books(policy)
        self._neighbours = Neighbours(policy)
        self._circles: dict[Mark, _Circle] = {}
        self._placed: dict[str, _Placed] = {}
        self._heard = 0

    @property
    def counted(self) -> int:
        """How many actions Meta would count."""
        return len(self._books.groups)

    def place_of(self, key: str) -> Place | None:
        """Where an event stands; None if it was not accepted, or never came."""
        if key not in self._placed:
            return None
        group, by, received_at = self._placed[key]
        first, gap_s = group.first, received_at - group.first.received_at
        if group.kept.key == key:
            return Place(action=first.key, kept=True, gap_s=gap_s)
        # Where the browser's later copy is favoured, the first one is discarded by the key of that one.
        return Place(
            action=first.key, kept=False, by=self._placed[group.kept.key].by if first.key == key else by, gap_s=gap_s
        )

    def near_miss_of(self, key: str) -> NearMiss | None:
        """The earlier action that the one of this event nearly folded into, and what differs."""
        return self._neighbours.near_miss_of(self._placed[key].group) if key in self._placed else None

    def add(self, events: Iterable[Event]) -> set[str]:
        """Take the next events of the journal; the keys of all whose place or near miss may be another now."""
        changed: set[str] = set()
        disturbed: dict[_Circle, None] = {}
        for event in events:
            if event.accepted:
                changed.add(event.key)
                circle = self._join(_slim(event))
                if circle.is_out_of_order:
                    disturbed[circle] = None
                else:
                    changed |= self._read(*circle.events[-1])
        for circle in disturbed:
            if circle.is_out_of_order and circle.events:
                changed |= self._read_anew(circle)
        return changed

    def _join(self, event: Event) -> _Circle:
        """The circle of all that the event has marks in common with, and now of the event too."""
        marks = self._books.marks(event)
        circle = self._united([known for mark in marks if (known := self._circles.get(mark))])
        for mark in marks:
            if mark not in self._circles:
                self._circles[mark] = circle
                circle.marks.append(mark)
        self._heard += 1
        order = (*receipt_order(event), self._heard)
        circle.is_out_of_order |= order < circle.latest
        circle.latest = max(circle.latest, order)
        circle.events.append((order, event))
        return circle

    def _united(self, circles: list[_Circle]) -> _Circle:
        largest = max(circles, key=lambda one: len(one.events), default=None) or _Circle()
        for other in dict.fromkeys(circles):
            if other is not largest:
                largest.take(other)
                for mark in other.marks:
                    self._circles[mark] = largest
                other.events.clear()
        return largest

    def _read(self, order: Order, event: Event) -> set[str]:
        """Read one more, and the keys of the copies whose place that changes."""
        group, by = self._books.read(event)
        self._placed[event.key] = _Placed(group, by, event.received_at)
        return {event.key, group.first.key, group.kept.key} | self._neighbours.note(group, event, order)

    def _read_anew(self, circle: _Circle) -> set[str]:
        circle.events.sort(key=lambda pair: pair[0])
        circle.is_out_of_order = False
        known = [self._placed.pop(event.key) for _, event in circle.events if event.key in self._placed]
        groups = dict.fromkeys(placed.group for placed in known)
        self._books.forget(groups, circle.marks)
        bereft = self._neighbours.forget(groups)
        changed = {event.key for _, event in circle.events}
        for order, event in circle.events:
            changed |= self._read(order, event)
        return changed | self._neighbours.look_again(bereft)


def _slim(event: Event) -> Event:
    """An event with no more than what decides how it folds and what it nearly folds into."""
    return msgspec.structs.replace(
        event,
        custom_data={key: event.custom_data[key] for key in ("order_id", *ID_KEYS) if key in event.custom_data},
        user_data={key: event.user_data[key] for key in ("external_id", "fbp") if key in event.user_data},
        other={},
        source_url=None,
    )
