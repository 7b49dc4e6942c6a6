"""Drift: in what a site sends something else than its baseline says, in sentences for a pull request."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import msgspec

from harness.baseline import Baseline
from harness.sent import Leg, Sent, Share
from mock_meta.event import Channel


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
    if old.count is None or new.count is None:
        # Whether the world leaves a copy open may be a matter of moments, and is none of the tags' doing.
        return
    if old.count != new.count:
        yield f"{old.count} -> {new.count}"
    yield from (f"no longer refused by Meta: {error}" for error in old.refused if error not in new.refused)
    yield from (f"refused by Meta: {error}" for error in new.refused if error not in old.refused)
    if not (old.count and new.count):
        return
    yield from _of_items(old, new)
    if old.delay != new.delay:
        yield f"told {old.delay or 'at no known time'} -> {new.delay or 'at no known time'}"


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
    """What is otherwise of one parameter; kinds that give way to others of the same path are one change."""
    gone, come = _kinds(before.keys() - after.keys()), _kinds(after.keys() - before.keys())
    for path in sorted({*gone, *come}):
        if path in gone and path in come:
            yield f"`{path}` {', '.join(gone[path])} -> {', '.join(come[path])}"
        else:
            yield from (f"`{_item(path, kind)}` gone" for kind in gone.get(path, ()))
            yield from (f"`{_item(path, kind)}` new" for kind in come.get(path, ()))
    for item in sorted(before.keys() & after.keys()):
        if before[item] is not after[item]:
            yield f"`{item}` in {before[item]} copies -> in {after[item]}"


def _kinds(items: Iterable[str]) -> dict[str, list[str]]:
    """By path, its kinds; what has none stands for itself."""
    found: dict[str, list[str]] = defaultdict(list)
    for item in sorted(items):
        path, _, kind = item.partition(": ")
        found[path].append(kind)
    return found


def _item(path: str, kind: str) -> str:
    return f"{path}: {kind}" if kind else path


def _parameters(leg: Leg) -> dict[str, dict[str, Share]]:
    """What a leg holds, by the parameter that it belongs to."""
    found: dict[str, dict[str, Share]] = defaultdict(dict)
    for item, share in leg.holds.items():
        name = item.partition(": ")[0].partition(" (")[0]
        found[name.partition(".")[0].partition("[]")[0] if ": " in item else name][item] = share
    return found
