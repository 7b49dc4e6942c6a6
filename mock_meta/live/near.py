"""What each action of the books nearly folded into, kept up to date while they grow. Pure.

Only the last few actions with a mark in common are compared, so that ten thousand events of one visitor cost no more
each than ten do; `mock_meta.near_misses.explain` compares all.
"""

from __future__ import annotations

from collections.abc import Iterable

from mock_meta.counting import CountingPolicy, Group
from mock_meta.event import Event
from mock_meta.near_misses import NearMiss, marks_of, nearest

_LOOKED_BACK = 16
"""So many actions with one mark are compared with the next."""
_COPIES = 8
"""So many copies of one action are compared with others: its first ones."""

Order = tuple[float, bool, int]
"""What events are read by: `mock_meta.counting.receipt_order`, and their place in the journal."""

_Mark = tuple[str, str, str]


class Neighbours:
    """The actions of one journal by what near misses are looked up by."""

    def __init__(self, policy: CountingPolicy) -> None:
        self._policy = policy
        self._with_mark: dict[_Mark, list[Group]] = {}
        self._copies: dict[Group, list[Event]] = {}
        self._opened: dict[Group, Order] = {}
        self._misses: dict[Group, NearMiss] = {}

    def near_miss_of(self, group: Group) -> NearMiss | None:
        """The nearest that was found."""
        return self._misses.get(group)

    def note(self, group: Group, event: Event, order: Order) -> set[str]:
        """A copy has come to a group, its first one first; the keys of all copies whose near miss is another now.

        ``order`` is when Meta reads it.
        """
        self._opened.setdefault(group, order)
        copies = self._copies.setdefault(group, [])
        if len(copies) >= _COPIES:
            return set()
        copies.append(event)
        return self._compare(group, event)

    def forget(self, groups: Iterable[Group]) -> list[Group]:
        """Groups are no more; those whose near miss is gone with them, at which `look_again` has to look."""
        gone = set(groups)
        for group in gone:
            self._opened.pop(group, None)
        keys = {copy.key for group in gone for copy in self._copies.pop(group, ())}
        bereft = [one for one, miss in self._misses.items() if one in gone or miss.earlier in keys]
        for group in bereft:
            del self._misses[group]
        return [group for group in bereft if group not in gone]

    def look_again(self, groups: Iterable[Group]) -> set[str]:
        """Find the near misses of groups anew; the keys of all their copies."""
        changed: set[str] = set()
        for group in groups:
            for event in self._copies[group]:
                changed |= {event.key} | self._compare(group, event)
        return changed

    def _compare(self, group: Group, event: Event) -> set[str]:
        changed: set[str] = set()
        for other in self._others(group, event):
            miss = self._between(group, event, other)
            later = max(group, other, key=self._opened.__getitem__)
            if miss is not None and self._is_nearer(later, miss):
                self._misses[later] = miss
                changed |= {copy.key for copy in self._copies[later]}
        return changed

    def _between(self, group: Group, event: Event, other: Group) -> NearMiss | None:
        """What keeps an event from being a copy of another group, or the other's copies from being its own group's."""
        pair = [event], self._copies[other]
        earlier, later = pair if self._opened[group] < self._opened[other] else pair[::-1]
        opened_at = min(group.first.received_at, other.first.received_at)
        return nearest(earlier, later, self._policy, opened_at=opened_at)

    def _others(self, group: Group, event: Event) -> list[Group]:
        """The last groups that have a mark in common with the event, which is put beside them."""
        found: dict[Group, None] = {}
        for mark in marks_of(event):
            known = self._with_mark.setdefault(mark, [])
            found.update((other, None) for other in known if other is not group and other in self._copies)
            if group not in known:
                known.append(group)
                del known[:-_LOOKED_BACK]
        return list(found)

    def _is_nearer(self, later: Group, miss: NearMiss) -> bool:
        known = self._misses.get(later)
        return known is None or len(miss.differences) < len(known.differences)
