"""What Meta would count, and why: a pure function over recorded events.

The rules are Meta's page "Handling duplicate pixel and Conversions API events"; where its revisions disagree, the
rule is a named setting of `CountingPolicy`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum

import msgspec

from mock_meta.event import Channel, Event


class FoldedBy(StrEnum):
    """The key by which Meta recognises a second copy."""

    EVENT_ID = "event_id"
    EXTERNAL_ID = "external_id"
    FBP = "fbp"


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

    Only when one of the two carries no event id (documented).
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


class _Group:
    """A counted action while events are still being read."""

    def __init__(self, first: Event) -> None:
        self.first = first
        self.kept = first
        self.folds: list[tuple[Event, FoldedBy]] = []

    def channels(self) -> set[Channel]:
        return {self.first.channel, *(event.channel for event, _ in self.folds)}

    def fold(self, event: Event, by: FoldedBy, policy: CountingPolicy) -> None:
        self.folds.append((event, by))
        late_by = event.received_at - self.first.received_at
        favoured = event.channel is Channel.BROWSER and self.kept.channel is Channel.SERVER
        if favoured and late_by <= policy.browser_favoured_s:
            self.kept = event

    def counted(self) -> Counted:
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

    Of two copies received at the same instant the browser's is read first, so that the order of a file decides nothing.
    """
    policy = policy or CountingPolicy()
    groups: list[_Group] = []
    by_id: dict[tuple[str, str, str], list[_Group]] = {}
    for event in sorted((e for e in events if e.accepted), key=receipt_order):
        group, by = _match(event, groups, by_id, policy)
        if group is None:
            group = _Group(event)
            groups.append(group)
        else:
            group.fold(event, by, policy)
        if event.event_id and by is FoldedBy.EVENT_ID:
            known = by_id.setdefault((event.pixel_id, event.name, event.event_id), [])
            known.extend([group] if group not in known else [])
    return tuple(group.counted() for group in groups)


def receipt_order(event: Event) -> tuple[float, bool]:
    """What events are read by: their time of receipt; of one instant, the browser's first."""
    return event.received_at, event.channel is not Channel.BROWSER


def _match(
    event: Event, groups: list[_Group], by_id: dict[tuple[str, str, str], list[_Group]], policy: CountingPolicy
) -> tuple[_Group | None, FoldedBy]:
    if event.event_id:
        for group in by_id.get((event.pixel_id, event.name, event.event_id), ()):
            if _folds_by_id(event, group, policy):
                return group, FoldedBy.EVENT_ID
    if policy.fallback and event.channel is Channel.SERVER:
        for group in reversed(groups):
            if (by := _fallback_key(event, group, policy)) is not None:
                return group, by
    return None, FoldedBy.EVENT_ID


def _folds_by_id(event: Event, group: _Group, policy: CountingPolicy) -> bool:
    if event.received_at - group.first.received_at > policy.window_s:
        return False
    return policy.fold_same_channel or event.channel not in group.channels()


def _fallback_key(event: Event, group: _Group, policy: CountingPolicy) -> FoldedBy | None:
    """Browser first, then server, within the window, and only where an event id is missing on one side."""
    first = group.first
    if first.channel is not Channel.BROWSER or (event.event_id and first.event_id):
        return None
    if (first.pixel_id, first.name) != (event.pixel_id, event.name):
        return None
    if event.received_at - first.received_at > policy.window_s:
        return None
    return shared_person(first, event)


def shared_person(one: Event, other: Event) -> FoldedBy | None:
    """The key by which two events are of one person: ``external_id`` is favoured over ``fbp`` (documented)."""
    for by in (FoldedBy.EXTERNAL_ID, FoldedBy.FBP):
        if set(_values(one, by)) & set(_values(other, by)):
            return by
    return None


def _values(event: Event, key: str) -> Iterator[str]:
    value = event.user_data.get(key)
    values = value if isinstance(value, list | tuple) else (value,)
    return (str(item) for item in values if item not in (None, ""))
