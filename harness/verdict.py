"""What is said of a run: findings, and the verdict that they add up to."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum, StrEnum

import msgspec


class Severity(StrEnum):
    """How much a finding matters; ``info`` never fails a run."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for critical, growing as it matters less."""
        return list(Severity).index(self)

    def reaches(self, floor: Severity) -> bool:
        """Whether this is at least as bad as ``floor``; info reaches nothing."""
        return self is not Severity.INFO and self.rank <= floor.rank


class Status(StrEnum):
    """The outcome of a scenario; FLAKY if it both passed and failed when it was tried several times."""

    PASSED = "PASSED"
    FAILED = "FAILED"
    FLAKY = "FLAKY"
    ERROR = "ERROR"
    SKIPPED = "SKIPPED"


class Finding(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that is wrong, with its evidence.

    ``id`` is the same in every run that finds the same: the check, and what it concerns, such as
    ``dedupe.pairing:Purchase``. ``message`` is one sentence with the values; ``subject`` is the key of the action or
    conversion concerned, and ``covers`` are those of others that the same fact concerns, if any; ``events`` are keys of
    the events concerned; ``causes`` are likely causes, likeliest first; ``consequences`` are effects of the same fact,
    folded in here from other checks.
    """

    message: str
    id: str = ""
    subject: str = ""
    covers: tuple[str, ...] = ()
    check: str = ""
    severity: Severity = Severity.MEDIUM

    events: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    remedy: str = ""
    consequences: tuple[str, ...] = ()


class Waived(msgspec.Struct, frozen=True, kw_only=True):
    """A finding that may stand, whose waiver lets it, and until which day (ISO 8601)."""

    finding: Finding
    waiver: str
    expires: str


class Unjudged(msgspec.Struct, frozen=True, kw_only=True):
    """A check that could not be judged here, and why."""

    check: str
    reason: str


class Headline(msgspec.Struct, frozen=True, kw_only=True):
    """The numbers of a run: the books, what Meta would count of primary conversions, estimated match quality (0-10).

    ``booked`` is None where no book could be read; ``match_quality`` where no server event was seen. ``countable`` is
    how many of the booked conversions Meta may hear of at all. ``slowdown`` is how many times as long as without Meta's
    faults the shopper took, None where that was not measured.
    """

    booked: int | None
    countable: int
    counted: int
    match_quality: float | None
    browser_events: int
    server_events: int
    rejected_events: int
    slowdown: float | None = None


class Breakdown(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Why a scenario is ERROR: the step that broke, what it said, and a screenshot's path if one was taken.

    ``in_journey`` tells that it was a step of the site's own journey.
    """

    step: str
    message: str
    screenshot: str | None = None
    in_journey: bool = False


class Try(msgspec.Struct, frozen=True, kw_only=True):
    """How one of several tries of a scenario ended, and where its ledger is."""

    status: Status
    ledger: str | None


class Verdict(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The outcome of one scenario on one site.

    ``acted`` is the evidence that each condition really acted, empty for one that left none. ``verified`` counts the
    expectations that were held against evidence; ``guarded`` names foreign hosts that the
    site's pages called and that the guard refused, which is information, no finding; ``again`` is the command line that
    repeats it; ``spans_s`` tells where the scenario's time went. ``screenshots`` and ``traces`` are paths of what the
    visitors saw, as far as it is kept; ``rerun`` is a repetition with traces, which may have ended in another way.
    """

    scenario: str
    status: Status
    findings: tuple[Finding, ...] = ()
    waived: tuple[Waived, ...] = ()
    unjudged: tuple[Unjudged, ...] = ()
    headline: Headline | None = None
    verified: int = 0
    acted: Mapping[str, str] = {}
    guarded: tuple[str, ...] = ()
    reason: str = ""
    breakdown: Breakdown | None = None
    tries: tuple[Try, ...] = ()
    ledger: str | None = None
    again: str = ""
    seed: int | None = None
    wall_s: float | None = None
    spans_s: Mapping[str, float] = {}
    screenshots: tuple[str, ...] = ()
    traces: tuple[str, ...] = ()
    rerun: Verdict | None = None


class ExitStatus(IntEnum):
    """What a command's exit status means."""

    CLEAN = 0
    FINDINGS = 1
    COULD_NOT_RUN = 2


def exit_status(verdicts: tuple[Verdict, ...], fail_on: Severity = Severity.MEDIUM) -> ExitStatus:
    """2 if one is ERROR or nothing was verified; else 1 if one is FLAKY or a finding reaches ``fail_on``; else 0."""
    if any(verdict.status is Status.ERROR for verdict in verdicts):
        return ExitStatus.COULD_NOT_RUN
    if not any(verdict.verified for verdict in verdicts):
        return ExitStatus.COULD_NOT_RUN
    if any(verdict.status is Status.FLAKY for verdict in verdicts):
        return ExitStatus.FINDINGS
    found = (finding for verdict in verdicts for finding in verdict.findings)
    return ExitStatus.FINDINGS if any(f.severity.reaches(fail_on) for f in found) else ExitStatus.CLEAN
