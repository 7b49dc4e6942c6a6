"""From a ledger to a verdict: run every check, fold effects under their causes, decide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from fnmatch import fnmatchcase

import msgspec

from harness.case import Case
from harness.check import Check, checks
from harness.ledger import Ledger
from harness.owed import Standing
from harness.verdict import Finding, Headline, Severity, Status, Unjudged, Verdict
from mock_meta.event import Channel
from mock_meta.match import mean_match_quality

OF_BROKEN_JOURNEYS = "cost.checkout"
"""The check that says what a broken journey shows, where the same is known to go well without Meta's faults."""


def judge(ledger: Ledger, fail_on: Severity = Severity.MEDIUM) -> Verdict:
    """The verdict on one run; the same ledger always gives the same.

    A run that broke is ERROR and accuses nobody: what did not happen proves nothing about the site's tracking. But if
    the same journey is known to go well without Meta's faults, that is what it shows, and nothing else.
    """
    case = Case(ledger)
    if ledger.broken is not None and not (ledger.broken.in_journey and ledger.undisturbed_s is not None):
        return Verdict(
            scenario=ledger.scenario,
            status=Status.ERROR,
            breakdown=ledger.broken,
            headline=headline(case),
            seed=ledger.seed,
        )
    findings: list[Finding] = []
    unjudged: list[Unjudged] = []
    for check in checks().values():
        if ledger.broken is not None and check.name != OF_BROKEN_JOURNEYS:
            # The journey ended early, which only this one is about.
            continue
        if reason := check.unobservable(ledger):
            unjudged.append(Unjudged(check=check.name, reason=reason))
        else:
            findings.extend(_stamped(finding, check, case) for finding in check.judge(case))
    folded = fold_effects(findings)
    status = _status(case, folded, fail_on)
    return Verdict(
        scenario=ledger.scenario,
        status=status,
        findings=tuple(sorted(folded, key=lambda finding: (finding.severity.rank, finding.check, finding.subject))),
        unjudged=tuple(unjudged),
        headline=headline(case),
        verified=case.verified,
        acted={acted.condition: acted.evidence for acted in ledger.acted},
        guarded=tuple(sorted({refused.host for refused in ledger.refused if refused.by == "guard"})),
        reason=_nothing_shown(case) if status is Status.SKIPPED else "",
        seed=ledger.seed,
    )


def headline(case: Case) -> Headline:
    """The run's numbers: the books, what Meta would count, match quality, and the events heard."""
    primary = case.ledger.plan.primary()
    booked = sum(len(case.conversions(name)) for name in primary) if case.ledger.books else None
    # Each of several pixels keeps books of its own.
    counted = Counter(entry.kept.pixel_id for entry in case.counted if entry.kept.name in primary)
    return Headline(
        booked=booked,
        countable=len({d.action.key for d in case.dues if d.action.name in primary and d.standing is Standing.OWED}),
        counted=max(counted.values(), default=0),
        match_quality=mean_match_quality(event for event in case.accepted if event.name in primary),
        browser_events=sum(event.channel is Channel.BROWSER for event in case.accepted),
        server_events=sum(event.channel is Channel.SERVER for event in case.accepted),
        rejected_events=len(case.events) - len(case.accepted),
        slowdown=_slowdown(ledger=case.ledger),
    )


def _slowdown(ledger: Ledger) -> float | None:
    if ledger.broken is not None or not ledger.undisturbed_s:
        return None
    return round(ledger.walked_s / ledger.undisturbed_s, 2)


def _stamped(finding: Finding, check: Check, case: Case) -> Finding:
    severity = finding.severity if finding.check else check.severity
    number = f"{check.name}:{_lasting(finding, case)}"
    return msgspec.structs.replace(finding, id=number, check=check.name, severity=severity)


def _lasting(finding: Finding, case: Case) -> str:
    """What a finding is about, without the numbers that differ from run to run: an event's name, or its subject."""
    name = finding.subject.partition("/")[0]
    if name in case.ledger.plan.promises:
        return name
    told = next((event.name for event in case.ledger.events if event.key in finding.events), "")
    is_of_one_run = any(finding.subject == event.key for event in case.ledger.events) or "://" in finding.subject
    return told if is_of_one_run or not finding.subject else finding.subject


def _status(case: Case, findings: list[Finding], fail_on: Severity) -> Status:
    if any(finding.severity.reaches(fail_on) for finding in findings):
        return Status.FAILED
    return Status.PASSED if case.verified and not _idle(case) else Status.SKIPPED


def _idle(case: Case) -> tuple[str, ...]:
    """The conditions of the run that left no evidence of having acted."""
    return tuple(acted.condition for acted in case.ledger.acted if not acted.evidence)


def _nothing_shown(case: Case) -> str:
    """Why a run without a finding proves nothing."""
    if idle := _idle(case):
        return f"nothing in the evidence shows that {' and '.join(idle)} acted, so the run proves nothing about it"
    reasons = dict.fromkeys(due.reason for due in case.dues if due.standing is not Standing.UNPROMISED)
    return f"nothing could be verified: {'; '.join(reasons) or 'no event was owed or forbidden'}"


def fold_effects(findings: list[Finding]) -> list[Finding]:
    """One finding a fact: each effect becomes a consequence of the finding that explains it."""
    known = checks()
    effects: dict[int, list[Finding]] = {}
    for place, finding in enumerate(findings):
        root = _root(place, findings, known)
        effects.setdefault(root, []).extend([finding] if root != place else [])
    return [_with_effects(findings[root], effects[root]) for root in sorted(effects)]


def _root(place: int, findings: list[Finding], known: Mapping[str, Check]) -> int:
    """The finding that explains this one in the end; where two explain each other, the search ends."""
    path = [place]
    while (cause := _cause(findings[path[-1]], findings, known)) is not None and cause not in path:
        path.append(cause)
    return path[-1]


def _cause(effect: Finding, findings: list[Finding], known: Mapping[str, Check]) -> int | None:
    check = known[effect.check]
    return next((place for place, cause in enumerate(findings) if _explains(cause, effect, check)), None)


def _explains(cause: Finding, effect: Finding, check: Check) -> bool:
    """Whether ``cause`` is why ``effect`` was found: it is about the same subject, or about all of its events.

    What is only information explains nothing that is wrong.
    """
    same = bool(effect.subject) and effect.subject in (cause.subject, *cause.covers)
    within = bool(effect.events) and set(effect.events) <= set(cause.events)
    if cause.severity is Severity.INFO or not (same or within):
        return False
    return any(fnmatchcase(cause.check, pattern) for pattern in check.effect_of)


def _with_effects(cause: Finding, effects: list[Finding]) -> Finding:
    """The cause with its consequences, as grave as the gravest of them."""
    severity = min((cause.severity, *(effect.severity for effect in effects)), key=lambda severity: severity.rank)
    return msgspec.structs.replace(cause, severity=severity, consequences=tuple(effect.message for effect in effects))
