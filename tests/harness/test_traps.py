"""What looks wrong and is right raises no alarm: each trap passes, having verified something."""

from __future__ import annotations

import pytest

from harness.judge import judge
from harness.verdict import Severity, Status
from tests.harness.factories import fired
from tests.harness.traps import TRAPS


@pytest.mark.parametrize("name", TRAPS)
def test_no_false_alarm(name: str) -> None:
    """The run passes: nothing is found that is more than information, and some expectation was held."""
    verdict = judge(TRAPS[name]())
    assert fired(verdict) == set(), [finding.message for finding in verdict.findings]
    assert verdict.status is Status.PASSED


def test_a_retry_is_told_as_information() -> None:
    """The same server event with the same id is mentioned once, and never fails a run."""
    verdict = judge(TRAPS["server_retry_with_the_same_id"](), fail_on=Severity.LOW)
    (finding,) = verdict.findings
    assert (finding.check, finding.severity) == ("counting.per_action", Severity.INFO)
    assert "Purchase of orders/1001 2 times with one id" in finding.message
    assert verdict.status is Status.PASSED


def test_each_pixel_keeps_books_of_its_own() -> None:
    """With two pixels the headline does not count every sale twice."""
    headline = judge(TRAPS["two_pixels_on_purpose"]()).headline
    assert headline is not None
    assert (headline.booked, headline.counted) == (1, 1)
