"""What Meta would count, and why: a pure function over recorded events.

The rules are Meta's page "Handling duplicate pixel and Conversions API events"; where its revisions disagree, the
rule is a named setting of `CountingPolicy`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

import msgspec

from mock_meta.event import Channel, Event


class FoldedBy(StrEnum):
    """The key by which Meta recognises a second copy."""

    EVENT_ID = "event_id"
    EXTERNAL_ID = "external_id"
    FBP = "fbp"


_PERSON_KEYS = (FoldedBy.EXTERNAL_ID, FoldedBy.FBP)


class CountingPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """Settings of deduplication."""

    window_s: float = 48 * 3600.0
    """Copies further apart than this are counted twice (documented: 48 hours)."""
    browser_favoured_s: float = 300.0
    """Within this time the browser's copy is kept although the server's came first.

    Documented: 5 minutes; another revision of the page said 15 seconds.
    """
    fold_same_channel: bool = True
    """Whether two copies with one id on the same channel fold.

    Meta's page does not say; its advice to send a failed batch again implies it.
    """
    fallback: bool = True
    """Whether a server copy folds into an earlier browser copy by ``external_id`` or ``fbp``.

    Only when one of the two carries no event id (documented); that it may be any of several browser copies with one id
    is inferred.
    """


class Fold(msgspec.Struct, frozen=True, kw_only=True):
    """One copy that Meta discards: which, by which key, and how many seconds after the first copy it came."""

    event: Event
    by: FoldedBy
    gap_s: float


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """One conversion or step in Meta's books: the copy that is kept, and those folded into it."""

    kept: Event
    folded: tuple[Fold, ...] = ()

    @property
    def copies(self) -> tuple[Event, ...]:
        """Every copy of this action, the kept one first."""
        return (self.kept, *(fold.event for fold in self.folded))


class Group:
    """A counted action while events are still being read: its first copy, the one that is kept, and all others."""

    def __init__(self, first: Event, place: int) -> None:
        self.place = place
        self.first = first
        self.kept = first
        self.folds: list[tuple[Event, FoldedBy]] = []

    def channels(self) -> set[Channel]:
        """The channels by which its copies came."""
        return {self.first.channel, *(event.channel for event, _ in self.folds)}

    def fold(self, event: Event, by: FoldedBy, policy: CountingPolicy) -> None:
        """Take one copy more; it is kept in the place of the server's where the browser is favoured."""
        self.folds.append((event, by))
        late_by = event.received_at - self.first.received_at
        favoured = event.channel is Channel.BROWSER and self.kept.channel is Channel.SERVER
        if favoured and late_by <= policy.browser_favoured_s:
            self.kept = event

    def counted(self) -> Counted:
        """The action as it stands now."""
        keys = {event.key: by for event, by in self.folds}
        # Where the browser's later copy is favoured, the server's first one is what is discarded, by the same key.
        keys.setdefault(self.first.key, keys.get(self.kept.key, FoldedBy.EVENT_ID))
        copies = (self.first, *(event for event, _ in self.folds))
        folded = tuple(
            Fold(event=copy, by=keys[copy.key], gap_s=copy.received_at - self.first.received_at)
            for copy in copies
            if copy.key != self.kept.key
        )
        return Counted(kept=self.kept, folded=folded)


def count(events: Iterable[Event], policy: CountingPolicy | None = None) -> tuple[Counted, ...]:
    """What Meta would count of ``events``, in order of receipt; rejected events count nothing.

    Of events received at the same instant the browser's are read first, and how many are counted does not depend on
    the order in which a list has them. Only where copies of one channel don't fold can it: the first takes the partner.
    """
    books = Books(policy or CountingPolicy())
    for event in sorted((e for e in events if e.accepted), key=receipt_order):
        books.read(event)
    return tuple(group.counted() for group in books.groups)


def receipt_order(event: Event) -> tuple[float, bool]:
    """What events are read by: their time of receipt; of one instant, the browser's first."""
    return event.received_at, event.channel is not Channel.BROWSER


class Books:
    """All groups, in the order of their first copies, and where to find them; accepted events are read one by one.

    Only events that have a mark in common (`marks`), directly or by others, can ever fold: any two circles of such
    events may be read one after the other or mixed, as long as each is read in order of receipt.
    """

    def __init__(self, policy: CountingPolicy) -> None:
        self.groups: dict[Group, None] = {}
        self._policy = policy
        self._opened = itertools.count()
        self._by_id: dict[_Id, list[Group]] = {}
        self._last_with: dict[tuple[_Person, bool], Group] = {}

    def read(self, event: Event) -> tuple[Group, FoldedBy]:
        """Read the next event; its group, and the key by which it is folded there if it is not the first."""
        group, by = self._match(event)
        if group is None:
            group = Group(event, next(self._opened))
            self.groups[group] = None
        else:
            group.fold(event, by, self._policy)
        if event.event_id and by is FoldedBy.EVENT_ID:
            known = self._by_id.setdefault(_Id(event.pixel_id, event.name, event.event_id), [])
            known.extend([group] if group not in known else [])
        if self._policy.fallback and event.channel is Channel.BROWSER:
            for person in _people(event):
                mark = person, bool(event.event_id)
                self._last_with[mark] = max(group, self._last_with.get(mark, group), key=_place)
        return group, by

    def marks(self, event: Event) -> list[Mark]:
        """What an event can be folded by, under this policy."""
        people = _people(event) if self._policy.fallback else []
        return [*([_Id(event.pixel_id, event.name, event.event_id)] if event.event_id else ()), *people]

    def forget(self, groups: Iterable[Group], marks: Iterable[Mark]) -> None:
        """Unread a whole circle: its groups, and all marks of its events."""
        for group in groups:
            del self.groups[group]
        for mark in marks:
            if isinstance(mark, _Id):
                self._by_id.pop(mark, None)
            else:
                self._last_with.pop((mark, True), None)
                self._last_with.pop((mark, False), None)

    def _match(self, event: Event) -> tuple[Group | None, FoldedBy]:
        if event.event_id:
            for group in self._by_id.get(_Id(event.pixel_id, event.name, event.event_id), ()):
                if _folds_by_id(event, group, self._policy):
                    return group, FoldedBy.EVENT_ID
        if self._policy.fallback and event.channel is Channel.SERVER:
            return self._match_by_person(event)
        return None, FoldedBy.EVENT_ID

    def _match_by_person(self, event: Event) -> tuple[Group | None, FoldedBy]:
        """Browser first, then server, within the window, and only where an event id is missing on one side.

        Any of the browser's copies of a group will do: which of them came first says nothing about the action. Of
        several groups it is the last, so if that one is too old, all are.
        """
        with_id = (False,) if event.event_id else (False, True)
        marks = [(person, held) for person in _people(event) for held in with_id]
        found = [(self._last_with[mark], mark[0].by) for mark in marks if mark in self._last_with]
        group, by = max(found, key=lambda pair: pair[0].place, default=(None, FoldedBy.EVENT_ID))
        if group is None or event.received_at - group.first.received_at > self._policy.window_s:
            return None, FoldedBy.EVENT_ID
        return group, by


def _folds_by_id(event: Event, group: Group, policy: CountingPolicy) -> bool:
    if event.received_at - group.first.received_at > policy.window_s:
        return False
    return policy.fold_same_channel or event.channel not in group.channels()


def _place(group: Group) -> int:
    return group.place


class _Id(NamedTuple):
    """What an event of a book is called."""

    pixel_id: str
    name: str
    event_id: str


class _Person(NamedTuple):
    """Who an event of a book tells of, by one key."""

    pixel_id: str
    name: str
    by: FoldedBy
    value: str


Mark = _Id | _Person
"""What events can be folded by."""


def _people(event: Event) -> list[_Person]:
    """In the order in which keys are favoured."""
    return [_Person(event.pixel_id, event.name, by, value) for by in _PERSON_KEYS for value in _values(event, by)]


def shared_person(one: Event, other: Event) -> FoldedBy | None:
    """The key by which two events are of one person: ``external_id`` is favoured over ``fbp`` (documented)."""
    for by in _PERSON_KEYS:
        if set(_values(one, by)) & set(_values(other, by)):
            return by
    return None


def _values(event: Event, key: str) -> Iterator[str]:
    value = event.user_data.get(key)
    values = value if isinstance(value, list | tuple) else (value,)
    return (str(item) for item in values if item not in (None, ""))
