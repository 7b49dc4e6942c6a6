"""One finding often stands in many scenarios: told once, with all of them."""

from __future__ import annotations

from harness.reports.grouped import by_finding
from harness.verdict import Severity, Status
from tests.harness.reports.verdicts import finding, verdict


def test_the_same_fact_of_other_orders_is_one() -> None:
    one, other = (finding(f"Order {n} is wrong.", id=f"value.against_books:Purchase/{n}") for n in (1, 2))
    verdicts = [verdict(name, Status.FAILED, findings=(what,)) for name, what in (("a", one), ("b", other))]
    (shared,) = by_finding(verdicts)
    assert (shared.finding.message, shared.scenarios) == ("Order 1 is wrong.", ("a", "b"))


def test_another_cause_is_another_finding() -> None:
    verdicts = [verdict(name, Status.FAILED, findings=(finding(causes=(name,)),)) for name in ("a", "b")]
    assert [shared.scenarios for shared in by_finding(verdicts)] == [("a",), ("b",)]


def test_the_worst_comes_first_and_then_the_most_frequent() -> None:
    mild, rare, often = finding("mild", severity=Severity.LOW), finding("rare", id="r"), finding("often", id="o")
    verdicts = [
        verdict("a", Status.FAILED, findings=(mild, rare)),
        verdict("b", Status.FAILED, findings=(often,)),
        verdict("c", Status.FAILED, findings=(often, often)),
    ]
    told = [(shared.finding.message, shared.scenarios) for shared in by_finding(verdicts)]
    assert told == [("often", ("b", "c")), ("rare", ("a",)), ("mild", ("a",))]
