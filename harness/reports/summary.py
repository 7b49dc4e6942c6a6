"""The run in Markdown, for a CI server's summary page, a pull request or a chat: what a reader must know first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from harness.reports.document import RunDocument
from harness.reports.figures import COLUMNS, headline, numbers, outcomes
from harness.reports.grouped import Shared, by_finding
from harness.reports.text import printable
from harness.verdict import ExitStatus, Status, Verdict

_FINDINGS = 10
"""How many findings are told; the others are counted."""
_ROWS = 30
"""From how many scenarios on the table holds only those that did not pass."""
_MARKS = {
    Status.PASSED: "✅",
    Status.FAILED: "❌",
    Status.FLAKY: "❌",
    Status.ERROR: "⚠️",
    Status.SKIPPED: "⏭️",
}
_SENTENCES = {
    ExitStatus.CLEAN: "✅ Meta would count every conversion once",
    ExitStatus.FINDINGS: "❌ Meta would not count as it should",
    ExitStatus.COULD_NOT_RUN: "⚠️ The run proves nothing: something could not be carried out",
}
_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~&])")


def summary(document: RunDocument) -> bytes:
    """The document as Markdown; whatever events held stands there as plain text."""
    return ("\n".join(_lines(document)) + "\n").encode()


def _lines(document: RunDocument) -> Iterator[str]:
    verdicts = document.verdicts
    found = by_finding(verdicts)
    status = ExitStatus(document.exit_status)
    said = _SENTENCES[status] if found or status is not ExitStatus.FINDINGS else "❌ A waiver has expired"
    yield f"## {said}: {plain(document.site)}"
    yield ""
    yield f"{plain(outcomes(verdicts))} · {plain(headline(verdicts))}"
    for verdict in verdicts:
        if verdict.status is Status.ERROR and verdict.breakdown is not None:
            yield ""
            yield f"**{plain(verdict.scenario)} could not be carried out**, at step {code(verdict.breakdown.step)}: "
            yield plain(verdict.breakdown.message)
    for shared in found[:_FINDINGS]:
        yield from _finding(shared)
    if len(found) > _FINDINGS:
        yield from ("", f"And {len(found) - _FINDINGS} more findings.")
    yield from _waived(document)
    yield from _table(verdicts)


def _waived(document: RunDocument) -> Iterator[str]:
    lines = [f"- {plain(remark)}" for remark in (*document.expired, *document.unused)]
    lines += [
        f"- {code(verdict.scenario)}: {plain(one.finding.message)} Until {one.expires}: {plain(one.waiver)}"
        for verdict in document.verdicts
        for one in verdict.waived
    ]
    if lines:
        yield from ("", "### Waivers", "", *lines)


def _finding(shared: Shared) -> Iterator[str]:
    finding = shared.finding
    yield ""
    yield f"### {plain(finding.severity)}: {code(finding.check)}"
    yield ""
    yield plain(finding.message)
    yield ""
    for consequence in finding.consequences:
        yield f"- **so** {plain(consequence)}"
    if finding.causes:
        yield f"- **likely** {plain('; or '.join(finding.causes))}"
    if finding.remedy:
        yield f"- **do** {plain(finding.remedy)}"
    yield f"- **id** {code(finding.id)}"
    yield f"- **in** {', '.join(code(name) for name in shared.scenarios)}"
    if again := shared.verdicts[0].again:
        yield f"- **again** {code(again)}"


def _table(verdicts: Sequence[Verdict]) -> Iterator[str]:
    shown = [one for one in verdicts if len(verdicts) < _ROWS or one.status is not Status.PASSED]
    if not shown:
        return
    yield ""
    yield f"| scenario | verdict | {' | '.join(COLUMNS)} |"
    yield f"|---|---|{'--:|' * len(COLUMNS)}"
    for verdict in shown:
        name = code(verdict.scenario).replace("|", "\\|")
        cells = (name, f"{_MARKS[verdict.status]} {verdict.status}", *numbers(verdict))
        yield f"| {' | '.join(cells)} |"


def plain(text: str) -> str:
    """Text in which nothing is markup, and nobody is mentioned."""
    return _SPECIAL.sub(r"\\\1", printable(text)).replace("@", "@\u200b")


def code(text: str) -> str:
    """Text as code, whatever stands in it."""
    shown = printable(text)
    longest = max((len(run) for run in re.findall("`+", shown)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if longest else ""
    return f"{fence}{pad}{shown}{pad}{fence}"
