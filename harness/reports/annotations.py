"""Findings as annotations of a code host: workflow commands, which GitHub's runner reads from the standard output.

How they are written and escaped: https://docs.github.com/actions/reference/workflow-commands-for-github-actions. The
runner shows ten errors and ten warnings of a step, so a finding that stands in many scenarios is told once.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.reports.document import RunDocument
from harness.reports.grouped import Shared, by_finding
from harness.reports.text import printable
from harness.verdict import Severity, Status

_NAMED = 5
"""How many scenarios an annotation names; the report has them all."""


def workflow_commands(document: RunDocument, fail_on: Severity) -> Iterator[str]:
    """A line for each scenario that broke, each finding and each waiver to see to: errors are what fails the run."""
    for verdict in document.verdicts:
        if verdict.status is Status.ERROR and verdict.breakdown is not None:
            said = f"at step '{verdict.breakdown.step}': {verdict.breakdown.message}"
            yield _command("error", f"{verdict.scenario} could not be carried out", said)
    for shared in by_finding(document.verdicts):
        if shared.finding.severity is not Severity.INFO:
            level = "error" if shared.finding.severity.reaches(fail_on) else "warning"
            yield _command(level, f"{shared.finding.severity}: {shared.finding.check}", _told(shared))
    for level, sentences in (("error", document.expired), ("warning", document.unused)):
        for sentence in sentences:
            yield _command(level, "waivers", sentence)


def _told(shared: Shared) -> str:
    finding, names = shared.finding, shared.scenarios
    lines = [finding.message]
    lines += [f"Likely: {'; or '.join(finding.causes)}"] if finding.causes else []
    lines += [f"Do: {finding.remedy}"] if finding.remedy else []
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return "\n".join([*lines, f"In: {', '.join(names[:_NAMED])}{more}"])


def _command(level: str, title: str, text: str) -> str:
    lines = "\n".join(printable(line) for line in text.split("\n"))
    return f"::{level} title={_escaped(printable(title)).replace(':', '%3A').replace(',', '%2C')}::{_escaped(lines)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
