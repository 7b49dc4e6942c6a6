"""The suite over and over: does the same site ever get another verdict?

``python -m tests.benchmarks.flakes [TIMES] [BUSY]`` runs every scenario on the packaged site so many times (20), each
time with another seed, while BUSY processes (none) keep the processors busy. It prints a line for each run, and counts
every verdict that is not PASSED; the exit status is 1 if there was one, and the ledgers of its run are kept in
``pixelproof-out/flakes``.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import shutil
import sys
import time
from collections import Counter

from harness.browser import find_browser
from harness.output import OUTPUT
from harness.runner import RunOptions, run
from harness.scenario import select
from harness.sources import chosen_site, scenario_package
from harness.verdict import Status, Verdict
from tests.harness.lists import FILTER_LISTS

_TIMES = 20


def _keep_busy() -> None:
    while True:
        sum(range(100_000))


def _once(seed: int) -> tuple[Verdict, ...]:
    folder = OUTPUT / "flakes" / str(seed)
    options = RunOptions(
        site=chosen_site(None),
        scenarios=select((), scenario_package()),
        chromium=find_browser(),
        seed=seed,
        folder=folder,
        filter_lists=FILTER_LISTS,
    )
    verdicts = asyncio.run(run(options))
    if all(verdict.status is Status.PASSED for verdict in verdicts):
        shutil.rmtree(folder)
    return verdicts


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main(times: int, busy: int) -> int:
    """Run the suite ``times`` times beside ``busy`` processes; 1 if any verdict was not PASSED."""
    load = [multiprocessing.Process(target=_keep_busy, daemon=True) for _ in range(busy)]
    for process in load:
        process.start()
    counts: Counter[Status] = Counter()
    for number in range(1, times + 1):
        began = time.perf_counter()
        verdicts = _once(number)
        counts.update(verdict.status for verdict in verdicts)
        _say(f"run {number:>2}: {time.perf_counter() - began:.1f} s, load average {os.getloadavg()[0]:.1f}")
        for verdict in verdicts:
            if verdict.status is not Status.PASSED:
                _say(
                    f"  {verdict.scenario}: {verdict.status} {verdict.findings or verdict.breakdown or verdict.reason}"
                )
    for process in load:
        process.terminate()
    total = sum(counts.values())
    _say(
        f"{times} runs of the suite, {total} verdicts: {', '.join(f'{n} {kind.lower()}' for kind, n in counts.items())}"
    )
    return 0 if counts[Status.PASSED] == total else 1


if __name__ == "__main__":
    words = [int(word) for word in sys.argv[1:]]
    sys.exit(main(words[0] if words else _TIMES, words[1] if len(words) > 1 else 0))
