"""Why Meta counts two where one might be meant: the entries of its books that nearly folded, and what differs.

Pure. The difference is the primitive: two copies fold exactly if there is none (a property that is tested against
`mock_meta.counting`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from mock_meta.counting import Counted, CountingPolicy, Fold, receipt_order, shared_person
from mock_meta.event import Channel, Event

_HOUR_S = 3600.0
ID_KEYS = ("event_id", "eventID", "eventId")
"""Where senders put an id among the parameters, in which Meta does not look for one."""


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that keeps a later copy from folding into an earlier one, and what each of them has there."""

    field: str
    earlier: Any
    later: Any
    said: str


class NearMiss(msgspec.Struct, frozen=True, kw_only=True):
    """An earlier entry that this one has something in common with, and yet did not fold into.

    ``earlier`` and ``later`` are the keys of the two copies that came nearest.
    """

    earlier: str
    later: str
    same: tuple[str, ...]
    differences: tuple[Difference, ...]
    said: str


class Explained(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of Meta's books with the entries that it nearly folded into."""

    kept: Event
    folded: tuple[Fold, ...] = ()
    near_misses: tuple[NearMiss, ...] = ()


def explain(counted: Sequence[Counted], policy: CountingPolicy | None = None) -> tuple[Explained, ...]:
    """Every entry with its near misses among the entries of before."""
    policy = policy or CountingPolicy()
    entries = sorted(counted, key=lambda entry: receipt_order(_first(entry)))
    known: dict[tuple[str, str, str], list[Counted]] = defaultdict(list)
    explained: dict[str, Explained] = {}
    for entry in entries:
        marks = list(dict.fromkeys(mark for copy in entry.copies for mark in marks_of(copy)))
        earlier = {other.kept.key: other for mark in marks for other in known[mark]}
        misses = tuple(filter(None, (_near_miss(other, entry, policy) for other in earlier.values())))
        explained[entry.kept.key] = Explained(kept=entry.kept, folded=entry.folded, near_misses=misses)
        for mark in marks:
            known[mark].append(entry)
    return tuple(explained[entry.kept.key] for entry in counted)


def differences(
    first: Event, later: Event, policy: CountingPolicy | None = None, *, opened_at: float | None = None
) -> tuple[Difference, ...]:
    """Why ``later`` does not fold into the action of ``first``; nothing if it does.

    Meta folds by id or, where one is missing, by person: the way with fewer obstacles is told, of equal ones that by
    person if they share one. ``opened_at`` is when the action's first copy came, if that is another than ``first``.
    """
    policy = policy or CountingPolicy()
    gap_s = later.received_at - (first.received_at if opened_at is None else opened_at)
    common = (*_names(first, later), *_too_late(first, later, gap_s, policy))
    by_id = (*common, *_ids(first, later), *_one_channel(first, later, policy))
    by_person = (*common, *_not_by_person(first, later, policy))
    if first.event_id and later.event_id:
        return by_id
    return min((by_person, by_id) if shared_person(first, later) else (by_id, by_person), key=len)


def same(first: Event, later: Event) -> tuple[str, ...]:
    """What two events have in common that may mean one action: ``order``, ``id``, ``id but for its spelling``, person.

    A shopper is no sign of one action by itself: the person counts only across channels, and where an id is missing.
    """
    if first.pixel_id != later.pixel_id:
        return ()
    orders = (_order(first), _order(later))
    found = []
    if orders[0] and orders[0] == orders[1] and first.name == later.name:
        found.append("order")
    if first.event_id and first.event_id == later.event_id:
        found.append("id")
    elif {_loose(i) for i in _ids_of(first)} & {_loose(i) for i in _ids_of(later)}:
        found.append("id but for its place or spelling")
    conflict = all(orders) and orders[0] != orders[1]
    across = first.channel is not later.channel and not (first.event_id and later.event_id)
    person = shared_person(first, later)
    if person is not None and across and not conflict and first.name == later.name:
        found.append(person.value)
    return tuple(found)


def _near_miss(earlier: Counted, later: Counted, policy: CountingPolicy) -> NearMiss | None:
    return nearest(earlier.copies, later.copies, policy, opened_at=_first(earlier).received_at)


def nearest(
    earlier: Sequence[Event], later: Sequence[Event], policy: CountingPolicy, *, opened_at: float
) -> NearMiss | None:
    """The two copies of two entries that came nearest; None if no two of them have anything in common.

    ``opened_at`` is when the first copy of the earlier entry came.
    """
    found = [
        NearMiss(
            earlier=one.key,
            later=other.key,
            same=common,
            differences=differing,
            said=f"same {' and '.join(common)}: {', '.join(difference.said for difference in differing)}",
        )
        for one in sorted(earlier, key=receipt_order)
        for other in sorted(later, key=receipt_order)
        if (common := same(one, other)) and (differing := differences(one, other, policy, opened_at=opened_at))
    ]
    return min(found, key=lambda miss: len(miss.differences), default=None)


def _first(entry: Counted) -> Event:
    return min(entry.copies, key=receipt_order)


def marks_of(event: Event) -> Iterator[tuple[str, str, str]]:
    """What near misses are looked up by."""
    for number in filter(None, [_order(event)]):
        yield event.pixel_id, "order", number
    for identity in _ids_of(event):
        yield event.pixel_id, "id", _loose(identity)
    for key in ("external_id", "fbp"):
        held = event.user_data.get(key)
        for value in held if isinstance(held, list | tuple) else (held,):
            if value not in (None, ""):
                yield event.pixel_id, f"{event.name}/{key}", str(value)


def _order(event: Event) -> str:
    stated = event.custom_data.get("order_id")
    return "" if stated is None else str(stated)


def _ids_of(event: Event) -> list[str]:
    """The event's id, and what looks like one but stands among its parameters, where Meta does not look."""
    stated = (event.event_id, *(event.custom_data.get(key) for key in ID_KEYS))
    return [str(value) for value in stated if value not in (None, "")]


def _loose(identity: str) -> str:
    return identity.strip().casefold()


def _names(first: Event, later: Event) -> Iterator[Difference]:
    if first.pixel_id != later.pixel_id:
        yield _difference("pixel_id", first.pixel_id, later.pixel_id, "pixels differ")
    if first.name != later.name:
        yield _difference("name", first.name, later.name, f"names differ ({first.name!r} and {later.name!r})")


def _ids(first: Event, later: Event) -> Iterator[Difference]:
    if first.event_id and first.event_id == later.event_id:
        return
    if first.event_id and later.event_id:
        said = f"event ids differ ({first.event_id!r} and {later.event_id!r})"
    elif not first.event_id and not later.event_id:
        said = "neither has an event id"
    else:
        said = f"the {(later if first.event_id else first).channel}'s copy has no event id"
    yield _difference("event_id", first.event_id, later.event_id, said)


def _too_late(first: Event, later: Event, gap_s: float, policy: CountingPolicy) -> Iterator[Difference]:
    if gap_s > policy.window_s:
        said = f"{_hours(gap_s)} apart, and copies fold within {_hours(policy.window_s)}"
        yield _difference("received_at", first.received_at, later.received_at, said)


def _hours(seconds: float) -> str:
    return f"{seconds / _HOUR_S:.4g} hours"


def _one_channel(first: Event, later: Event, policy: CountingPolicy) -> Iterator[Difference]:
    if first.channel is later.channel and not policy.fold_same_channel:
        said = f"both came on the {first.channel} channel, whose copies are not folded among each other"
        yield _difference("channel", first.channel, later.channel, said)


def _not_by_person(first: Event, later: Event, policy: CountingPolicy) -> Iterator[Difference]:
    person = shared_person(first, later)
    if not policy.fallback:
        yield _difference("policy", None, None, "folding by person is switched off")
    if person is None:
        yield _difference("user_data", _people(first), _people(later), "no person in common")
    if first.channel is Channel.BROWSER and later.channel is Channel.SERVER:
        return
    key = person.value if person is not None else "external_id or fbp"
    if first.channel is later.channel:
        said = f"both came on the {first.channel} channel, so {key} can't fold them"
    else:
        said = f"the server's copy came first, so {key} can't fold it"
    yield _difference("channel", first.channel, later.channel, said)


def _people(event: Event) -> dict[str, Any]:
    return {key: event.user_data[key] for key in ("external_id", "fbp") if event.user_data.get(key)}


def _difference(field: str, earlier: Any, later: Any, said: str) -> Difference:
    return Difference(field=field, earlier=earlier, later=later, said=said)
