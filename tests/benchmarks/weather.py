"""What the weather is good for: mistakes that a plain purchase shows, and those that only a condition brings out.

``python -m tests.benchmarks.weather [PER_FAMILY] [FOLDER]`` switches on mistakes of each family (3, spread over the
family), walks the journey "buy" plainly, and, where that shows nothing, under every condition that can act on this
journey: in groups of up to six, then those of a group that fails one by one. It prints how many are seen by the plain
purchase and how many only under conditions. Before that, all is walked on the healthy shop: what can't act alone there
is in no group, and a group that fails there ends the benchmark. The ledgers are kept in FOLDER, if one is named.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from harness.browser import find_browser
from harness.condition import Condition, clash, conditions
from harness.conditions import consent_granted
from harness.engine import Bench, not_here
from harness.matrix import AT_ONCE, journey_under
from harness.mistake import Mistake, mistakes
from harness.runner import RunOptions, Task, opened, spread
from harness.site_process import site_bugs
from harness.slot import Slot
from harness.sources import chosen_site
from harness.verdict import Status

_JOURNEY = "buy"
_PLAIN = "the plain purchase shows it"
_SLOTS = 4
_PER_FAMILY = 3


def _chosen(each: int) -> list[Mistake]:
    """So many of each family, spread evenly over it."""
    families: dict[str, list[Mistake]] = defaultdict(list)
    for one in sorted(mistakes().values(), key=lambda one: one.id):
        families[one.family].append(one)
    return [one for family in families.values() for one in family[:: max(1, len(family) // each)][:each]]


def _groups(able: Sequence[Condition]) -> list[tuple[Condition, ...]]:
    """Every condition once, in groups that can hold together."""
    groups: list[list[Condition]] = []
    for one in able:
        fits = (held for held in groups if len(held) < AT_ONCE and not any(clash(one, other) for other in held))
        held = next(fits, None)
        if held is None:
            groups.append([one])
        else:
            held.append(one)
    return [tuple(held) for held in groups]


class _Weather:
    """A started run that walks the journey under one set of conditions after another."""

    def __init__(self, slots: tuple[Slot, ...], bench: Bench) -> None:
        self._slots = slots
        self._bench = bench

    async def ended(
        self, bugs: tuple[str, ...], sets: Sequence[tuple[Condition, ...]], how: Status
    ) -> list[tuple[Condition, ...]]:
        """Those of the sets under which the journey ends so with these bugs."""
        folder = self._bench.folder / ("-".join(bugs) or "healthy")
        bench = msgspec.structs.replace(self._bench, bugs=bugs, folder=folder)
        tasks = [Task(scenario=journey_under(_JOURNEY, given, consent_granted), bench=bench) for given in sets]
        verdicts = await spread(tasks, self._slots, lambda _, __: None)
        return [given for given, verdict in zip(sets, verdicts, strict=True) if verdict.status is how]

    async def groups(self, known: Sequence[Condition]) -> list[tuple[Condition, ...]]:
        """The conditions that act on the healthy shop, in groups under which it passes."""
        able = await self.ended((), [(one,) for one in known], Status.PASSED)
        groups = _groups([given[0] for given in able])
        passing = await self.ended((), groups, Status.PASSED)
        if broken := [_named(group) for group in groups if group not in passing]:
            sys.exit(f"the healthy shop does not pass under {'; '.join(broken)}")
        return groups

    async def shows(self, bug: str, groups: Sequence[tuple[Condition, ...]]) -> str:
        """Under what the journey shows this bug, in words; empty if under nothing."""
        if await self.ended((bug,), [()], Status.FAILED):
            return _PLAIN
        of_groups = await self.ended((bug,), groups, Status.FAILED)
        alone = await self.ended((bug,), [(one,) for group in of_groups for one in group], Status.FAILED)
        return ", ".join(given[0].name for given in alone) or "; ".join(_named(group) for group in of_groups)


def _named(group: tuple[Condition, ...]) -> str:
    return " and ".join(one.name for one in group)


async def _seen(chosen: Sequence[Mistake], bugs: Mapping[str, str], folder: Path) -> list[str]:
    site = chosen_site(None)
    scenarios = (journey_under(_JOURNEY, (), consent_granted),) * _SLOTS
    options = RunOptions(site=site, scenarios=scenarios, chromium=find_browser(), seed=1, slots=_SLOTS, folder=folder)
    known = [one for one in conditions().values() if one is not consent_granted and not not_here(one, site)]
    found: list[str] = []
    async with opened(options) as (slots, bench):
        weather = _Weather(slots, bench)
        groups = await weather.groups(known)
        able = sum(map(len, groups))
        _say(f"{able} of {len(known)} conditions act on the healthy shop's '{_JOURNEY}', in {len(groups)} groups")
        for one in chosen:
            found.append(await weather.shows(bugs[one.id], groups))
            under = found[-1] if found[-1] in ("", _PLAIN) else f"only under {found[-1]}"
            _say(f"{one.id} {one.family:<12} {one.name:<45} {under or 'not on this journey'}")
    return found


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main(each: int, folder: Path) -> int:
    """Switch on ``each`` mistakes of a family; the ledgers are kept in ``folder``."""
    bugs = {str(bug["imitates"]): str(bug["name"]) for bug in site_bugs(chosen_site(None))}
    chosen = [one for one in _chosen(each) if one.id in bugs]
    found = asyncio.run(_seen(chosen, bugs, folder))
    plain, silent = found.count(_PLAIN), found.count("")
    _say(
        f"{len(found)} mistakes: {plain} seen by the plain purchase, {len(found) - plain - silent} only under "
        f"conditions, {silent} not on this journey"
    )
    return 0


if __name__ == "__main__":
    per_family = int(sys.argv[1]) if len(sys.argv) > 1 else _PER_FAMILY
    with tempfile.TemporaryDirectory() as passing:
        sys.exit(main(per_family, Path(sys.argv[2]) if len(sys.argv) > 2 else Path(passing)))
