"""The run as one JSON document."""

from __future__ import annotations

import json

import msgspec

from harness.reports.document import RUN_FORMAT, RunDocument, encoded
from tests.harness.reports.verdicts import ALL


def test_the_document_is_read_back_as_it_was() -> None:
    made = RunDocument(site="kiosk", exit_status=2, verdicts=ALL, seed=7, bugs=("cents",), faults=("graph_down",))
    assert msgspec.json.decode(encoded(made), type=RunDocument) == RunDocument(
        format=RUN_FORMAT,
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
