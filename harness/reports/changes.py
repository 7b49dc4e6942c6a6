"""Drift from the baseline in Markdown, for a pull request."""

from __future__ import annotations

from collections.abc import Sequence

from harness.drift import Change
from harness.reports.summary import code, plain

_NAMED = 8
"""How many scenarios a change names; the others are counted."""


def changes_told(changes: Sequence[Change]) -> str:
    """The changes as a list, or that there are none."""
    if not changes:
        return "## ✅ Tracking sends what its baseline says\n"
    lines = ["## ❗ Tracking has changed", ""]
    for change in changes:
        named = ", ".join(code(name) for name in change.scenarios[:_NAMED])
        more = f" and {len(change.scenarios) - _NAMED} more" if len(change.scenarios) > _NAMED else ""
        lines.append(f"- {plain(change.said)}: {named}{more}")
    lines += ["", "If that is meant: `pixelproof baseline accept`, and commit the file."]
    return "\n".join(lines) + "\n"
