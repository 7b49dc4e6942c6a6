"""One finding often stands in many scenarios: told once, with all of them."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from harness.verdict import Finding, Verdict


class Shared(msgspec.Struct, frozen=True, kw_only=True):
    """A finding as the first scenario has it, and every verdict that has the same."""

    finding: Finding
    verdicts: tuple[Verdict, ...]

    @property
    def scenarios(self) -> tuple[str, ...]:
        """The names of the scenarios."""
        return tuple(verdict.scenario for verdict in self.verdicts)


def by_finding(verdicts: Iterable[Verdict]) -> list[Shared]:
    """The findings of a run, each once, the worst and most frequent first.

    Two are the same if they are of one check, on the same kind of thing, and of the same likeliest cause: which order
    it was differs from scenario to scenario.
    """
    first: dict[tuple[str, ...], Finding] = {}
    where: dict[tuple[str, ...], list[Verdict]] = {}
    for verdict in verdicts:
        for finding in verdict.findings:
            key = (finding.severity, finding.check, finding.id.partition("/")[0], *finding.causes[:1])
            first.setdefault(key, finding)
            if verdict not in (seen := where.setdefault(key, [])):
                seen.append(verdict)
    shared = [Shared(finding=finding, verdicts=tuple(where[key])) for key, finding in first.items()]
    return sorted(shared, key=lambda one: (one.finding.severity.rank, -len(one.verdicts), one.finding.id))
