"""What shows that each condition really acted, as a table in Markdown.

``python -m tests.benchmarks.acted RUN.json...`` reads what ``pixelproof run --journey JOURNEY --matrix`` left by
``--json``, and names for each condition the evidence of the run under the fewest others; where it acted in none, why.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import msgspec

from harness.condition import Condition, conditions
from harness.reports.document import RunDocument
from harness.verdict import Status, Verdict


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def _evidence(name: str, verdicts: Iterable[Verdict]) -> str:
    """What a run says of the condition, or why it did not act in the one that it was alone in."""
    named = (one for one in verdicts if name in one.acted or name in one.scenario.split("+"))
    mine = sorted(named, key=lambda one: one.scenario.count("+"))
    told = [one.acted[name] for one in mine if one.status is Status.PASSED and one.acted.get(name)]
    told += [f"*{one.status}*: {one.reason}" for one in mine if one.status is not Status.PASSED]
    return told[0] if told else "*not in these runs*"


def _takes(condition: Condition) -> str:
    """What the condition itself forbids and excuses; what an answer to the consent question does is the plan's."""
    forbids = [f"forbids on the {one.channel} channel: {one.reason}" for one in condition.bans]
    excuses = [f"excuses {one.channel} {one.aspect}: {one.reason}" for one in (*condition.excuses, *condition.foreseen)]
    return "; ".join(dict.fromkeys((*forbids, *excuses))) or "–"


def main(paths: Iterable[Path]) -> None:
    """Print the table."""
    runs = [msgspec.json.decode(path.read_bytes(), type=RunDocument) for path in paths]
    verdicts = [verdict for run in runs for verdict in run.verdicts]
    rows = ["| condition | mechanism | takes away | what showed that it acted |", "|---|---|---|---|"]
    for name, condition in sorted(conditions().items()):
        cells = (f"`{name}`", condition.mechanism, _takes(condition), _evidence(name, verdicts))
        rows.append(f"| {' | '.join(map(_cell, cells))} |")
    sys.stdout.write("\n".join(rows) + "\n")


if __name__ == "__main__":
    main(map(Path, sys.argv[1:]))
