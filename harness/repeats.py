"""One scenario several times: what its tries come to together. A try that passes never hides one that did not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from harness.verdict import Finding, Status, Try, Verdict

_WORST_FIRST = (Status.ERROR, Status.FAILED, Status.PASSED, Status.SKIPPED)


def together(tries: Sequence[Verdict]) -> Verdict:
    """The verdict on the tries of one scenario; that of the only one, if it was tried once.

    One that broke makes it ERROR; if it both passed and failed it is FLAKY. All that was found in any of them stands.
    """
    statuses = [verdict.status for verdict in tries]
    worst = next(verdict for status in _WORST_FIRST for verdict in tries if verdict.status is status)
    if len(tries) == 1:
        return worst
    flaky = worst.status is Status.FAILED and Status.PASSED in statuses
    counts = ", ".join(f"{statuses.count(kind)} {kind.lower()}" for kind in Status if kind in statuses)
    mixed = len(set(statuses)) > 1
    return msgspec.structs.replace(
        worst,
        status=Status.FLAKY if flaky else worst.status,
        findings=tuple(_once(finding for verdict in tries for finding in verdict.findings)),
        reason=f"of {len(tries)} tries {counts}" if mixed else worst.reason,
        tries=tuple(Try(status=verdict.status, ledger=verdict.ledger) for verdict in tries),
        wall_s=sum(verdict.wall_s or 0.0 for verdict in tries),
    )


def _once(findings: Iterable[Finding]) -> list[Finding]:
    return list({(finding.id, finding.causes[:1]): finding for finding in findings}.values())
