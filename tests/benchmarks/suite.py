"""The scenarios that have a raw Playwright script beside those scripts, in adjacent pairs, as whole processes.

``python -m tests.benchmarks.suite [PAIRS]`` prints each pair's wall seconds, the ratios and their median.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.benchmarks.raw_suite import SCRIPTS


def _timed(command: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def _suite(folder: Path) -> tuple[float, list[dict[str, Any]]]:
    report = folder / "run.json"
    options = ["-q", "--json", str(report), "--output", str(folder / "out")]
    wall = _timed([sys.executable, "-m", "harness.cli", "run", *SCRIPTS, *options])
    return wall, json.loads(report.read_text())["verdicts"]


def main(pairs: int) -> None:
    """Measure ``pairs`` adjacent pairs and print them."""
    ratios = []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(1, pairs + 1):
            raw = _timed([sys.executable, "-m", "tests.benchmarks.raw_suite"])
            wall, verdicts = _suite(Path(folder))
            ratios.append(wall / raw)
            sys.stdout.write(f"pair {number}: pixelproof {wall:.1f} s, raw {raw:.1f} s, ratio {wall / raw:.2f}\n")
    sys.stdout.write(f"median ratio {statistics.median(ratios):.2f} of {pairs} pairs\n")
    for verdict in sorted(verdicts, key=lambda v: -v["wall_s"]):
        spans = ", ".join(f"{name} {seconds:.2f}" for name, seconds in verdict["spans_s"].items())
        sys.stdout.write(f"  {verdict['scenario']:<28} {verdict['wall_s']:.2f} s  ({spans})\n")
    for name in verdicts[0]["spans_s"]:
        total = sum(verdict["spans_s"][name] for verdict in verdicts)
        sys.stdout.write(f"  all scenarios, {name}: {total:.1f} s, at four at a time\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
