"""Annotations of a code host: one line a finding, which nothing in an event's data can break out of."""

from __future__ import annotations

from harness.reports.annotations import workflow_commands
from harness.reports.document import RunDocument
from harness.verdict import Severity, Status, Verdict
from tests.harness.reports.verdicts import ALL, HARMFUL, finding, verdict


def commands(*verdicts: Verdict, fail_on: Severity = Severity.MEDIUM, remarks: tuple[str, ...] = ()) -> list[str]:
    document = RunDocument(site="kiosk", exit_status=1, verdicts=verdicts, unused=remarks)
    return [*workflow_commands(document, fail_on)]


def test_a_finding_is_an_error_if_it_fails_the_run_and_else_a_warning() -> None:
    assert commands(*ALL) == [
        "::error title=breaks could not be carried out::at step 'journey buy': the button is gone",
        "::error title=critical%3A value.against_books::The Purchase is wrong.%0ALikely: one cause; or another%0ADo: "
        "Mend it.%0AIn: fails",
        "::warning title=low%3A value.against_books::Mild.%0ALikely: one cause; or another%0ADo: Mend it.%0AIn: fails",
    ]


def test_what_many_scenarios_show_is_told_once() -> None:
    verdicts = tuple(verdict(f"s{n}", Status.FAILED, findings=(finding(),)) for n in range(7))
    (line,) = commands(*verdicts)
    assert line.endswith("In: s0, s1, s2, s3, s4 and 2 more")


def test_a_remark_is_none() -> None:
    remark = verdict("a", findings=(finding(severity=Severity.INFO),))
    assert not commands(remark, fail_on=Severity.LOW)


def test_hostile_data_stays_within_its_line() -> None:
    """Signs that end a command, begin another or separate its properties are written as the runner wants them."""
    odd = verdict("a,b:c%0A", Status.FAILED, findings=(finding("%\r\n::"),))
    for line in commands(*HARMFUL, odd, fail_on=Severity.LOW):
        head, _, text = line.removeprefix("::error ").partition("::")
        assert not {*head, *text} & {"\n", "\r"}
        assert ":" not in head
        assert "," not in head
        assert "%" not in text.replace("%25", "").replace("%0A", "")


def test_a_remark_about_waivers_is_a_warning() -> None:
    (line,) = commands(verdict("a"), remarks=("the waiver of x met nothing: drop it",))
    assert line == "::warning title=waivers::the waiver of x met nothing: drop it"
