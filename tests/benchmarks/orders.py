"""The suite in other orders and in other numbers of slots: does any verdict depend on its neighbours?

``python -m tests.benchmarks.orders [SEED]`` runs every scenario on the packaged site with 1, 2 and 6 slots, each time
in another random order, and compares the verdicts: status, findings, what is booked and counted. The exit status is 1
if any two differ.
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
import time
from pathlib import Path

from harness.browser import find_browser
from harness.runner import RunOptions, run
from harness.scenario import Scenario, select
from harness.sources import chosen_site, scenario_package
from harness.verdict import Verdict
from tests.harness.lists import FILTER_LISTS

_SLOTS = (1, 2, 6)
Told = dict[str, tuple[object, ...]]


def _told(verdicts: tuple[Verdict, ...]) -> Told:
    """What must be the same, however the suite is run."""
    return {
        one.scenario: (one.status, one.reason, tuple(sorted(finding.id for finding in one.findings)), _numbers(one))
        for one in verdicts
    }


def _numbers(verdict: Verdict) -> tuple[int | None, ...]:
    """What is booked and counted; how many copies came of it may depend on the moment at which a tab is closed."""
    line = verdict.headline
    return () if line is None else (line.booked, line.countable, line.counted)


def _once(scenarios: tuple[Scenario, ...], slots: int, seed: int) -> Told:
    with tempfile.TemporaryDirectory() as folder:
        options = RunOptions(
            site=chosen_site(None),
            scenarios=scenarios,
            chromium=find_browser(),
            seed=seed,
            slots=slots,
            folder=Path(folder),
            filter_lists=FILTER_LISTS,
        )
        return _told(asyncio.run(run(options)))


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main(seed: int) -> int:
    """Run the suite three times; 1 if two runs disagree."""
    everything = select((), scenario_package())
    chance = random.Random(seed)
    runs: list[Told] = []
    for slots in _SLOTS:
        shuffled = tuple(chance.sample(everything, len(everything)))
        began = time.perf_counter()
        runs.append(_once(shuffled, slots, seed))
        first = ", ".join(one.name for one in shuffled[:3])
        _say(f"{slots} slots, {len(shuffled)} scenarios from {first} on: {time.perf_counter() - began:.1f} s")
    differing = sorted(name for name in runs[0] if len({repr(told[name]) for told in runs}) > 1)
    for name in differing:
        _say(f"  {name} differs: {' | '.join(repr(told[name]) for told in runs)}")
    _say(f"{len(runs[0])} scenarios, {len(differing)} with verdicts that differ")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1))
