"""The numbers that every report for people shows."""

from __future__ import annotations

from harness.reports.figures import COLUMNS, headline, numbers, outcomes
from tests.harness.reports.verdicts import ALL


def test_a_number_stands_in_its_column() -> None:
    assert dict(zip(COLUMNS, numbers(ALL[0]), strict=True)) == {
        "booked": "2",
        "may count": "2",
        "browser": "5",
        "server": "4",
        "refused": "0",
        "counted": "1",
        "match": "8.2",
    }


def test_what_is_not_known_is_left_empty() -> None:
    assert set(numbers(ALL[2])) == {""}
    assert headline(ALL[2:]) == "no books · Meta would count 0 · match quality not known"


def test_outcomes_are_counted_in_one_order() -> None:
    assert outcomes(ALL[::-1]) == "1 passed, 1 failed, 1 error, 1 skipped"
    assert outcomes(()) == "nothing ran"
