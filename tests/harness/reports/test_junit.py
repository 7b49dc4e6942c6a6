"""JUnit XML: what a CI server reads, whatever the events held."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.reports.junit import junit_xml
from harness.verdict import Severity, Status, Verdict
from tests.harness.command import Run
from tests.harness.reports.verdicts import ALL, HARMFUL, HOSTILE, finding, verdict


def suite(verdicts: tuple[Verdict, ...], **options: Severity) -> ElementTree.Element:
    """The one suite of a report."""
    root = ElementTree.fromstring(junit_xml(verdicts, site="kiosk", **options))
    assert root.tag == "testsuites"
    (found,) = root
    return found


def test_the_suite_counts_each_outcome() -> None:
    found = suite(ALL)
    assert found.attrib == {
        "name": "pixelproof: kiosk",
        "tests": "4",
        "failures": "1",
        "errors": "1",
        "skipped": "1",
        "time": "6.000",
    }
    assert [(case.get("classname"), case.get("name"), case.get("time")) for case in found] == [
        ("pixelproof.kiosk", name, "1.500") for name in ("passes", "fails", "breaks", "skipped")
    ]


def test_a_case_holds_its_outcome_and_nothing_else() -> None:
    outcomes = [[child.tag for child in case if child.tag != "properties"] for case in suite(ALL)]
    assert outcomes == [[], ["failure"], ["error"], ["skipped"]]


def test_a_failure_tells_each_finding_that_failed_the_run() -> None:
    failure = suite(ALL)[1].find("failure")
    assert failure is not None
    assert failure.attrib == {"message": "The Purchase is wrong.", "type": "value.against_books"}
    assert failure.text is not None
    assert failure.text.splitlines()[:4] == [
        "critical: value.against_books: The Purchase is wrong.",
        "    so: Meta would count it wrong.",
        "    likely: one cause; or another",
        "    do: Mend it.",
    ]
    assert "Mild." not in failure.text


def test_the_floor_decides_which_findings_are_told() -> None:
    failure = suite(ALL, fail_on=Severity.LOW)[1].find("failure")
    assert failure is not None
    assert "low: value.against_books: Mild." in (failure.text or "")


def test_a_broken_scenario_tells_step_and_message() -> None:
    error = suite(ALL)[2].find("error")
    assert error is not None
    assert error.get("message") == "at step 'journey buy': the button is gone"


def test_a_skipped_scenario_tells_why() -> None:
    skipped = suite(ALL)[3].find("skipped")
    assert skipped is not None
    assert skipped.get("message") == "the site has no journey 'lead'"


def test_properties_lead_to_the_evidence_and_hold_the_numbers() -> None:
    properties = {found.get("name"): found.get("value") for found in suite(ALL)[0].iter("property")}
    assert properties.items() >= {"seed": "7", "ledger": "passes.json", "verified": "3", "counted": "1"}.items()


@pytest.mark.parametrize("harmful", HARMFUL, ids=lambda verdict: verdict.status)
def test_data_that_means_harm_leaves_the_document_whole(harmful: Verdict) -> None:
    """Markup is text, and what XML forbids is shown as a replacement sign."""
    (case,) = suite((harmful,))
    (outcome,) = (child for child in case if child.tag != "properties")
    said = outcome.get("message")
    assert said is not None
    assert case.get("name") == said.removeprefix(f"at step '{case.get('name')}': ")
    assert "]]>f<script>alert('g')</script>&h" in said
    assert not {"\x00", "\x1b", "\ud800"} & set(said)
    assert len(list(case.iter("script"))) == 0


@given(st.text(st.characters(), max_size=40))
def test_any_text_gives_a_document(text: str) -> None:
    failed = verdict(text, Status.FAILED, findings=(finding(text, events=(text,), remedy=text),), ledger=text)
    (case,) = suite((failed,))
    assert case.find("failure") is not None


def test_the_command_writes_what_the_document_says(tiny_run: Run) -> None:
    root = ElementTree.parse(tiny_run.folder / "run.xml").getroot()
    cases = {case.get("name"): case for case in root.iter("testcase")}
    assert cases.keys() == tiny_run.verdicts.keys()
    skipped = {name for name, case in cases.items() if case.find("skipped") is not None}
    assert skipped == {name for name, found in tiny_run.verdicts.items() if found.status is Status.SKIPPED}


def test_hostile_is_hostile() -> None:
    """The text that these tests rest on would break a report that took it as it is."""
    with pytest.raises(ElementTree.ParseError):
        ElementTree.fromstring(f"<a>{HOSTILE}</a>".encode("utf-8", "surrogatepass"))
