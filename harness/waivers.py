"""Waivers: findings that somebody answers for, until a day. Nothing else silences a finding."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path

import msgspec

from harness.errors import WaiverError
from harness.toml_file import TomlFile
from harness.verdict import ExitStatus, Finding, Severity, Status, Verdict, Waived, exit_status


class Waiver(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One finding that may stand.

    ``finding`` is its id, as ``pixelproof run -v`` and the reports show it; ``scenarios`` are the names of those in
    which it may, where ``*`` stands for any part of a name. ``owner`` answers for it, for this ``reason``, and it holds
    up to and with the day on which it ``expires``.
    """

    finding: str
    scenarios: tuple[str, ...]
    owner: str
    reason: str
    expires: datetime.date

    def covers(self, scenario: str, finding: Finding) -> bool:
        """Whether it is this finding that may stand in this scenario."""
        return finding.id == self.finding and any(fnmatchcase(scenario, pattern) for pattern in self.scenarios)

    @property
    def label(self) -> str:
        """How a person is told of it."""
        return f"the waiver of {self.finding} in {', '.join(self.scenarios)} ({self.owner}: {self.reason})"


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    waiver: tuple[Waiver, ...]


class Applied(msgspec.Struct, frozen=True, kw_only=True):
    """Verdicts in which what is waived no longer fails; a sentence for each waiver that has expired or met nothing."""

    verdicts: tuple[Verdict, ...]
    expired: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()

    def exit_status(self, fail_on: Severity) -> ExitStatus:
        """How the run ends: a waiver that has expired fails it, though nothing else may."""
        status = exit_status(self.verdicts, fail_on)
        return ExitStatus.FINDINGS if self.expired and status is ExitStatus.CLEAN else status


def load_waivers(path: Path) -> tuple[Waiver, ...]:
    """The waivers of a file: a TOML table ``[[waiver]]`` each.

    Raises:
        WaiverError: the file is missing, no TOML, or not as expected; with the line where there is one.
    """
    file = TomlFile(path, "a file of waivers", WaiverError)
    waivers = file.convert(file.tables, _File).waiver
    for place, waiver in enumerate(waivers):
        for name in ("finding", "scenarios", "owner", "reason"):
            if not getattr(waiver, name):
                raise file.refusal(f"waiver[{place}].{name}", f"waiver: {name} must say something")
    return waivers


def apply_waivers(
    waivers: Sequence[Waiver], verdicts: Sequence[Verdict], today: datetime.date, fail_on: Severity
) -> Applied:
    """Let the findings stand that are waived today; what was expired before is applied to nothing."""
    valid = [waiver for waiver in waivers if waiver.expires >= today]
    told = tuple(_waived(verdict, valid, fail_on) for verdict in verdicts)
    used = {one.waiver for verdict in told for one in verdict.waived}
    return Applied(
        verdicts=told,
        expired=tuple(
            f"{one.label} expired on {one.expires}: mend what it names, or renew it"
            for one in waivers
            if one.expires < today
        ),
        unused=tuple(f"{one.label} met nothing: drop it" for one in valid if one.label not in used),
    )


def _waived(verdict: Verdict, valid: Sequence[Waiver], fail_on: Severity) -> Verdict:
    standing: list[Finding] = []
    waived: list[Waived] = []
    for finding in verdict.findings:
        waiver = next((one for one in valid if one.covers(verdict.scenario, finding)), None)
        if waiver is None:
            standing.append(finding)
        else:
            waived.append(Waived(finding=finding, waiver=waiver.label, expires=waiver.expires.isoformat()))
    if not waived:
        return verdict
    failed = any(finding.severity.reaches(fail_on) for finding in standing)
    passed = verdict.status in (Status.FAILED, Status.FLAKY) and not failed
    status = Status.PASSED if passed else verdict.status
    return msgspec.structs.replace(verdict, status=status, findings=tuple(standing), waived=tuple(waived))
