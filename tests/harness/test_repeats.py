"""One scenario several times: a try that passes never hides one that did not."""

from __future__ import annotations

import pytest

from harness.repeats import together
from harness.verdict import ExitStatus, Status, exit_status
from tests.harness.reports.verdicts import finding, verdict

PASSED, FAILED, ERROR, SKIPPED, FLAKY = Status.PASSED, Status.FAILED, Status.ERROR, Status.SKIPPED, Status.FLAKY


@pytest.mark.parametrize(
    ("tries", "status", "ends"),
    [
        ((PASSED, PASSED), PASSED, ExitStatus.CLEAN),
        ((PASSED, FAILED), FLAKY, ExitStatus.FINDINGS),
        ((FAILED, FAILED), FAILED, ExitStatus.FINDINGS),
        ((PASSED, ERROR), ERROR, ExitStatus.COULD_NOT_RUN),
        ((FAILED, PASSED, ERROR), ERROR, ExitStatus.COULD_NOT_RUN),
        ((PASSED, SKIPPED), PASSED, ExitStatus.CLEAN),
        ((FAILED, SKIPPED), FAILED, ExitStatus.FINDINGS),
    ],
)
def test_what_tries_come_to(tries: tuple[Status, ...], status: Status, ends: ExitStatus) -> None:
    found = together([verdict(status=one, findings=(finding(),) if one is FAILED else ()) for one in tries])
    assert found.status is status
    assert exit_status((found,)) is ends
    assert [one.status for one in found.tries] == [*tries]


def test_a_flaky_one_fails_the_gate_however_mild_its_findings() -> None:
    assert exit_status((verdict(status=FLAKY),)) is ExitStatus.FINDINGS


def test_what_was_found_in_any_try_stands_once() -> None:
    first = verdict(status=FAILED, findings=(finding("at 1", id="a"), finding(id="b")), ledger="1.json")
    second = verdict(status=FAILED, findings=(finding("at 2", id="a"),), ledger="2.json")
    found = together([first, second])
    assert sorted(one.id for one in found.findings) == ["a", "b"]
    assert [one.ledger for one in found.tries] == ["1.json", "2.json"]
    assert found.wall_s == 3.0


def test_the_reason_counts_the_tries() -> None:
    found = together([verdict(status=one) for one in (PASSED, FAILED, PASSED)])
    assert found.reason == "of 3 tries 2 passed, 1 failed"


def test_one_try_is_its_own_verdict() -> None:
    assert together([verdict()]) == verdict()
