"""From a ledger to a verdict: run every check, fold effects under their causes, decide."""

from __future__ import annotations

from fnmatch import fnmatchcase

import msgspec

from harness.case import Case
from harness.check import Check, checks
from harness.ledger import Ledger
from harness.owed import Standing
from harness.verdict import Finding, Headline, Severity, Status, Unjudged, Verdict
from mock_meta.event import Channel
from mock_meta.match import mean_match_quality


def judge(ledger: Ledger, fail_on: Severity = Severity.MEDIUM) -> Verdict:
    """The verdict on one run; the same ledger always gives the same."""
    case = Case(ledger)
    findings: list[Finding] = []
    unjudged: list[Unjudged] = []
    for check in checks().values():
        if reason := check.unobservable(ledger):
            unjudged.append(Unjudged(check=check.name, reason=reason))
        else:
            findings.extend(_stamped(finding, check) for finding in check.judge(case))
    folded = fold_effects(findings)
    status = _status(case, folded, fail_on)
    return Verdict(
        scenario=ledger.scenario,
        status=status,
        findings=tuple(sorted(folded, key=lambda finding: (finding.severity.rank, finding.check, finding.subject))),
        unjudged=tuple(unjudged),
        headline=headline(case),
        verified=case.verified,
        reason="nothing could be verified: no event was owed or forbidden" if status is Status.SKIPPED else "",
        seed=ledger.seed,
    )


def headline(case: Case) -> Headline:
    """The run's numbers: the books, what Meta would count, match quality, and the events heard."""
    primary = case.ledger.plan.primary()
    booked = sum(len(case.conversions(name)) for name in primary) if case.ledger.books else None
    return Headline(
        booked=booked,
        countable=len({d.action.key for d in case.dues if d.action.name in primary and d.standing is Standing.OWED}),
        counted=sum(entry.kept.name in primary for entry in case.counted),
        match_quality=mean_match_quality(event for event in case.accepted if event.name in primary),
        browser_events=sum(event.channel is Channel.BROWSER for event in case.accepted),
        server_events=sum(event.channel is Channel.SERVER for event in case.accepted),
        rejected_events=len(case.events) - len(case.accepted),
    )


def _stamped(finding: Finding, check: Check) -> Finding:
    severity = finding.severity if finding.check else check.severity
    return msgspec.structs.replace(finding, check=check.name, severity=severity)


def _status(case: Case, findings: list[Finding], fail_on: Severity) -> Status:
    if any(finding.severity.reaches(fail_on) for finding in findings):
        return Status.FAILED
    return Status.PASSED if case.verified else Status.SKIPPED


def fold_effects(findings: list[Finding]) -> list[Finding]:
    """One finding a fact: each effect becomes a consequence of the finding that explains it."""
    known = checks()
    kept: list[Finding] = list(findings)
    for finding in findings:
        cause = next((c for c in kept if c is not finding and _explains(c, finding, known[finding.check])), None)
        if cause is None:
            continue
        consequences = (*cause.consequences, finding.message, *finding.consequences)
        place = next(index for index, candidate in enumerate(kept) if candidate is cause)
        kept[place] = msgspec.structs.replace(cause, consequences=consequences)
        kept = [candidate for candidate in kept if candidate is not finding]
    return kept


def _explains(cause: Finding, effect: Finding, check: Check) -> bool:
    same = bool(effect.subject) and cause.subject == effect.subject
    return same and any(fnmatchcase(cause.check, pattern) for pattern in check.effect_of)
