"""Findings as lines of plain text, shared by the reports that have no markup."""

from __future__ import annotations

import re
from collections.abc import Iterator

from harness.check import checks
from harness.verdict import Finding

_ASCII_CONTROLS = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160))} | {10: "\\n"}
_REORDERING = (0x061C, *range(0x200E, 0x2010), *range(0x2028, 0x202F), *range(0x2066, 0x206A))
_SPELLED = _ASCII_CONTROLS | {code: f"\\u{code:04x}" for code in (*_REORDERING, *range(0xD800, 0xE000))}


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
    if finding.id:
        yield "id", finding.id
    known = checks().get(finding.check)
    if known is not None:
        yield "rule", known.rule
    if finding.events:
        yield "evidence", f"events {', '.join(finding.events)} of the ledger"


def printable(text: str) -> str:
    """Text on one line with nothing in it that a terminal obeys or can't show: event data is hostile.

    Spelled out are controls, line breaks, marks that reorder what is read, and surrogates, which no encoding takes.
    """
    return text.translate(_SPELLED)


def folded(name: str, width: int) -> str:
    """The name of a combination over several lines of at most ``width`` columns, none of which splits a condition."""
    lines = [""]
    for part in re.split(r"(?=\+)", name):
        if lines[-1] and len(lines[-1]) + len(part) > width:
            lines.append("")
        lines[-1] += part
    return "\n".join(lines)
