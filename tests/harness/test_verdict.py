"""Severities, and the exit status that verdicts add up to."""

from __future__ import annotations

import pytest

from harness.verdict import ExitStatus, Finding, Severity, Status, Verdict, exit_status

CLEAN = Verdict(scenario="a", status=Status.PASSED, verified=3)
NOTHING = Verdict(scenario="b", status=Status.SKIPPED)
BROKEN = Verdict(scenario="c", status=Status.ERROR)


def failed(severity: Severity) -> Verdict:
    """A verdict with one finding."""
    finding = Finding(message="X.", check="x.y", severity=severity)
    return Verdict(scenario="d", status=Status.FAILED, findings=(finding,), verified=1)


@pytest.mark.parametrize(
    ("verdicts", "status"),
    [
        ((CLEAN,), ExitStatus.CLEAN),
        ((CLEAN, NOTHING), ExitStatus.CLEAN),
        ((CLEAN, failed(Severity.HIGH)), ExitStatus.FINDINGS),
        ((failed(Severity.MEDIUM),), ExitStatus.FINDINGS),
        ((failed(Severity.LOW),), ExitStatus.CLEAN),
        ((failed(Severity.INFO),), ExitStatus.CLEAN),
        ((CLEAN, BROKEN), ExitStatus.COULD_NOT_RUN),
        ((failed(Severity.CRITICAL), BROKEN), ExitStatus.COULD_NOT_RUN),
        ((NOTHING,), ExitStatus.COULD_NOT_RUN),
        ((), ExitStatus.COULD_NOT_RUN),
    ],
)
def test_exit_status(verdicts: tuple[Verdict, ...], status: ExitStatus) -> None:
    """2 beats 1 beats 0; a run of nothing is no success."""
    assert exit_status(verdicts) is status


def test_the_numbers_are_those_of_the_documentation() -> None:
    """Scripts depend on them."""
    assert [int(status) for status in (ExitStatus.CLEAN, ExitStatus.FINDINGS, ExitStatus.COULD_NOT_RUN)] == [0, 1, 2]


@pytest.mark.parametrize("floor", Severity)
@pytest.mark.parametrize("severity", Severity)
def test_a_finding_reaches_its_own_severity_and_below(severity: Severity, floor: Severity) -> None:
    """Info reaches nothing, not even a threshold of info."""
    reached = severity is not Severity.INFO and list(Severity).index(severity) <= list(Severity).index(floor)
    assert severity.reaches(floor) is reached
    assert exit_status((failed(severity),), floor) is (ExitStatus.FINDINGS if reached else ExitStatus.CLEAN)


def test_ranks_grow_as_it_matters_less() -> None:
    """So that a list sorted by rank begins with the gravest."""
    assert sorted(Severity, key=lambda severity: severity.rank) == [
        Severity.CRITICAL,
        Severity.HIGH,
        Severity.MEDIUM,
        Severity.LOW,
        Severity.INFO,
    ]
