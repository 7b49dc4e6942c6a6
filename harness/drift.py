"""Drift: in what a site sends something else than its baseline says, in sentences for a pull request."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import msgspec

from harness.baseline import Baseline
from harness.sent import Leg, Sent, Share
from mock_meta.event import Channel

_OPEN = "left open by the world"


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One change in what is sent, and the scenarios that show it."""

    said: str
    scenarios: tuple[str, ...]

    def __str__(self) -> str:
        """The change in one line."""
        where = self.scenarios[0] if len(self.scenarios) == 1 else f"{len(self.scenarios)} scenarios"
        return f"{self.said} ({where})"


def drift(old: Baseline, new: Baseline, *, whole: bool) -> tuple[Change, ...]:
    """What ``new`` sends otherwise than ``old``; ``whole`` tells that a scenario which ``new`` lacks is gone."""
    found: dict[str, list[str]] = defaultdict(list)
    for name in sorted({*old.scenarios, *new.scenarios}):
        if name not in old.scenarios:
            found["a scenario that the baseline does not know"].append(name)
        elif name not in new.scenarios:
            if whole:
                found["a scenario that is no longer there"].append(name)
        else:
            for said in _of_scenario(old.scenarios[name], new.scenarios[name]):
                found[said].append(name)
    return tuple(Change(said=said, scenarios=tuple(names)) for said, names in sorted(found.items()))


def _of_scenario(old: Sent, new: Sent) -> Iterator[str]:
    for key in sorted({*old, *new}):
        label = f"{key[0]}, {Channel(key[1])}"
        yield from (f"{label}: {said}" for said in _of_leg(old.get(key, _NONE), new.get(key, _NONE)))


_NONE = Leg(count=0)


def _of_leg(old: Leg, new: Leg) -> Iterator[str]:
    if old.count != new.count:
        yield f"{_count(old)} -> {_count(new)}"
    if not (old.count and new.count):
        return
    yield from _of_items(old, new)
    if old.delay != new.delay:
        yield f"told {old.delay or 'at no known time'} -> {new.delay or 'at no known time'}"


def _count(leg: Leg) -> str:
    return _OPEN if leg.count is None else str(leg.count)


def _of_items(old: Leg, new: Leg) -> Iterator[str]:
    """Changes of what copies hold; a parameter that goes or comes as a whole is told once, and so is another kind."""
    gone, come = _parameters(old), _parameters(new)
    for name in sorted({*gone, *come}):
        before, after = gone.get(name, {}), come.get(name, {})
        if before == after:
            continue
        if not after:
            yield f"`{name}` gone"
        elif not before:
            yield f"`{name}` new{'' if set(after.values()) == {Share.ALL} else ', in some'}"
        else:
            yield from _within(before, after)


def _within(before: dict[str, Share], after: dict[str, Share]) -> Iterator[str]:
    kinds = {item.rpartition(": ")[0]: item for item in before.keys() - after.keys()}
    for item in sorted(after.keys() - before.keys()):
        path, _, kind = item.rpartition(": ")
        if path and path in kinds:
            yield f"`{path}` {kinds.pop(path).rpartition(': ')[2]} -> {kind}"
        else:
            yield f"`{item}` new"
    yield from (f"`{item}` gone" for item in sorted(kinds.values()))
    for item in sorted(before.keys() & after.keys()):
        if before[item] is not after[item]:
            yield f"`{item}` in {before[item]} copies -> in {after[item]}"


def _parameters(leg: Leg) -> dict[str, dict[str, Share]]:
    """What a leg holds, by the parameter that it belongs to."""
    found: dict[str, dict[str, Share]] = defaultdict(dict)
    for item, share in leg.holds.items():
        name = item.partition(": ")[0].partition(".")[0].partition("[]")[0] if ": " in item else item
        found[name][item] = share
    return found
