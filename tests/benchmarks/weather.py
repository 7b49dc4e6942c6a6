"""What the weather is good for: mistakes that a plain purchase shows, and those that only a condition brings out.

``python -m tests.benchmarks.weather [PER_FAMILY]`` switches on mistakes of each family (3, spread over the family),
walks the journey "buy" plainly, and, where that shows nothing, under every condition: in groups of up to six, then
those of a group that fails one by one. It prints how many are seen by the plain purchase and how many only under
conditions.
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
from harness.site import Site
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


def _groups(site: Site) -> list[tuple[Condition, ...]]:
    """Every condition that can hold here once, in groups that can hold together."""
    groups: list[list[Condition]] = []
    for one in conditions().values():
        if one is consent_granted or not_here(one, site):
            continue
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

    async def failing(self, bug: str, sets: Sequence[tuple[Condition, ...]]) -> list[tuple[Condition, ...]]:
        """Those of the sets under which the journey fails with this bug."""
        bench = msgspec.structs.replace(self._bench, bugs=(bug,))
        tasks = [Task(scenario=journey_under(_JOURNEY, given, consent_granted), bench=bench) for given in sets]
        verdicts = await spread(tasks, self._slots, lambda _, __: None)
        return [given for given, verdict in zip(sets, verdicts, strict=True) if verdict.status is Status.FAILED]

    async def shows(self, bug: str, groups: Sequence[tuple[Condition, ...]]) -> str:
        """Under what the journey shows this bug, in words; empty if under nothing."""
        if await self.failing(bug, [()]):
            return _PLAIN
        of_groups = await self.failing(bug, groups)
        alone = await self.failing(bug, [(one,) for group in of_groups for one in group])
        return ", ".join(given[0].name for given in alone) or "; ".join(
            " and ".join(one.name for one in group) for group in of_groups
        )


async def _seen(chosen: Sequence[Mistake], bugs: Mapping[str, str], folder: Path) -> list[str]:
    site = chosen_site(None)
    scenarios = (journey_under(_JOURNEY, (), consent_granted),) * _SLOTS
    options = RunOptions(site=site, scenarios=scenarios, chromium=find_browser(), seed=1, slots=_SLOTS, folder=folder)
    groups = _groups(site)
    found: list[str] = []
    async with opened(options) as (slots, bench):
        weather = _Weather(slots, bench)
        for one in chosen:
            found.append(await weather.shows(bugs[one.id], groups))
            under = found[-1] if found[-1] in ("", _PLAIN) else f"only under {found[-1]}"
            _say(f"{one.id} {one.family:<12} {one.name:<45} {under or 'not on this journey'}")
    return found


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main(each: int) -> int:
    """Switch on ``each`` mistakes of a family."""
    bugs = {str(bug["imitates"]): str(bug["name"]) for bug in site_bugs(chosen_site(None))}
    chosen = [one for one in _chosen(each) if one.id in bugs]
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(_seen(chosen, bugs, Path(folder)))
    plain, silent = found.count(_PLAIN), found.count("")
    _say(
        f"{len(found)} mistakes: {plain} seen by the plain purchase, {len(found) - plain - silent} only under "
        f"conditions, {silent} not on this journey"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else _PER_FAMILY))
