"""Findings as lines of plain text, shared by the reports that have no markup."""

from __future__ import annotations

from collections.abc import Iterator

from harness.check import checks
from harness.verdict import Finding

_CONTROLS = {code: f"\\x{code:02x}" for code in (*range(9), *range(11, 32), 127)}


def finding_lines(finding: Finding) -> Iterator[str]:
    """A finding with its consequences, causes, remedy and rule, one line each."""
    yield f"{finding.severity}: {finding.check}: {finding.message}"
    for name, text in finding_details(finding):
        yield f"    {name}: {text}"


def finding_details(finding: Finding) -> Iterator[tuple[str, str]]:
    """What stands below a finding's sentence: label and text."""
    for consequence in finding.consequences:
        yield "so", consequence
    if finding.causes:
        yield "likely", "; or ".join(finding.causes)
    if finding.remedy:
        yield "do", finding.remedy
    known = checks().get(finding.check)
    if known is not None:
        yield "rule", known.rule
    if finding.events:
        yield "evidence", f"events {', '.join(finding.events)} of the ledger"


def printable(text: str) -> str:
    """Text with control characters spelled out: event data is hostile, and a terminal obeys escapes."""
    return text.translate(_CONTROLS)
