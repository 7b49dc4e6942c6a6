"""The run as one JSON document."""

from __future__ import annotations

import json

import msgspec
import pytest
from jsonschema import Draft202012Validator

from harness.judge import judge
from harness.mistake import mistakes
from harness.reports.document import RUN_FORMAT, RunDocument, encoded, run_schema
from harness.verdict import exit_status
from tests.harness.reports.verdicts import ALL
from tests.ledgers import clean_ledgers

SCHEMA = Draft202012Validator(run_schema())


def test_the_document_is_read_back_as_it_was() -> None:
    made = RunDocument(site="kiosk", exit_status=2, verdicts=ALL, seed=7, bugs=("cents",), faults=("graph_down",))
    assert msgspec.json.decode(encoded(made), type=RunDocument) == RunDocument(
        site="kiosk",
        exit_status=2,
        verdicts=ALL,
        seed=7,
        bugs=("cents",),
        faults=("graph_down",),
    )


def test_each_verdict_has_what_a_machine_asks_for() -> None:
    document = json.loads(encoded(RunDocument(site="kiosk", exit_status=1, verdicts=ALL)))
    assert document["exit_status"] == 1
    passed, failed, broken, skipped = document["verdicts"]
    assert (passed["scenario"], passed["status"], passed["ledger"]) == ("passes", "PASSED", "passes.json")
    assert failed["findings"][0]["check"] == "value.against_books"
    assert broken["breakdown"]["step"] == "journey buy"
    assert skipped["reason"] == "the site has no journey 'lead'"


def test_the_document_is_for_people_too() -> None:
    text = encoded(RunDocument(site="kiosk", exit_status=0, verdicts=ALL))
    assert text.endswith(b"}\n")
    assert text.count(b"\n") > 20


def judged() -> RunDocument:
    """The document of a run that was recorded, with a mistake in it."""
    rewrite = mistakes()["F008"].rewrite
    assert rewrite is not None
    verdicts = tuple(judge(rewrite(ledger) or ledger) for ledger in clean_ledgers()[:12])
    return RunDocument(site="fixture shop", exit_status=int(exit_status(verdicts)), verdicts=verdicts, seed=7)


@pytest.mark.parametrize("made", [judged(), RunDocument(site="kiosk", exit_status=2, verdicts=ALL)])
def test_a_run_fits_its_schema(made: RunDocument) -> None:
    """What is written begins with its format, and the published schema takes it."""
    document = json.loads(encoded(made))
    assert next(iter(document.items())) == ("format", RUN_FORMAT)
    SCHEMA.check_schema(SCHEMA.schema)
    SCHEMA.validate(document)


@pytest.mark.parametrize(
    ("where", "value"),
    [("$.format", "pixelproof-run/2"), ("$.verdicts[0].status", "GREEN"), ("$.verdicts[0].findings[0].severity", 3)],
)
def test_the_schema_refuses_what_is_no_run(where: str, value: object) -> None:
    """With the place."""
    document = json.loads(encoded(RunDocument(site="kiosk", exit_status=1, verdicts=ALL[1:2])))
    inner = document
    *path, last = where.removeprefix("$.").replace("[0]", ".0").split(".")
    for step in path:
        inner = inner[int(step) if step.isdigit() else step]
    inner[last] = value
    (error,) = SCHEMA.iter_errors(document)
    assert error.json_path == where


def test_a_document_says_which_version_it_is() -> None:
    """The schema takes none that does not."""
    document = json.loads(encoded(RunDocument(site="kiosk", exit_status=0, verdicts=ALL)))
    del document["format"]
    assert [error.validator for error in SCHEMA.iter_errors(document)] == ["required"]
