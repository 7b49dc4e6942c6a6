"""Two pull requests of the sample repository, and its workflow played for each, step by step.

``python -m tests.benchmarks.pull_requests`` prints what each step printed. The exit status is 1 unless the one that
breaks deduplication is red, with an annotation that names the cause, and the one that changes a style sheet is green.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.workflow.player import Played
from tests.workflow.pull_requests import BREAKS_DEDUPLICATION, CHANGES_THE_LOOK, PullRequest, played

CAUSE = "dedupe.pairing"


def _shown(change: PullRequest, done: Played) -> str:
    lines = [f"pull request: {change.title}", f"  {change.path}: {change.old} -> {change.new}"]
    for step in done.steps:
        if step.status is None:
            lines.append(f"[{step.job}] {step.name}: {step.out}")
        else:
            lines += [f"[{step.job}] {step.name}: exit status {step.status}"]
            lines += [f"    {line}" for line in step.out.splitlines()]
            lines += [f"    summary: {step.summary.splitlines()[0]}"] if step.summary else []
    return "\n".join([*lines, f"=> {'red: ' + ', '.join(sorted(done.red)) if done.red else 'green'}", ""])


def main() -> int:
    """Play both; 0 if each ends as it must."""
    with tempfile.TemporaryDirectory() as folder:
        broken = played(Path(folder) / "broken", BREAKS_DEDUPLICATION)
        sys.stdout.write(_shown(BREAKS_DEDUPLICATION, broken) + "\n")
        harmless = played(Path(folder) / "harmless", CHANGES_THE_LOOK)
        sys.stdout.write(_shown(CHANGES_THE_LOOK, harmless) + "\n")
    caught = any(line.startswith("::error") and CAUSE in line for line in broken.annotations)
    return 0 if broken.red == {"verdict"} and caught and not harmless.red else 1


if __name__ == "__main__":
    sys.exit(main())
