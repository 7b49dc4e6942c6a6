"""A saved ledger is judged again without a browser, and an edited one shows what was done to it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from harness.reports.document import RunDocument
from harness.verdict import Verdict
from tests.harness.command import Done, Run, pixelproof


def judged(folder: Path, *ledgers: Path) -> tuple[Done, tuple[Verdict, ...]]:
    """Judge ledgers by the command, on a machine on which no browser can be found."""
    done = pixelproof("judge", *ledgers, "--json", "again.json", cwd=folder, PIXELPROOF_BROWSER="/nonexistent")
    return done, msgspec.json.decode((folder / "again.json").read_bytes(), type=RunDocument).verdicts


@pytest.mark.parametrize("name", ["shop_run", "tiny_run", "cents_run"])
def test_the_verdict_is_the_run_s_own(name: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    run: Run = request.getfixturevalue(name)
    saved = [verdict for verdict in run.document.verdicts if verdict.ledger is not None]
    done, again = judged(tmp_path, *(run.ledger_path(verdict.scenario) for verdict in saved))
    assert done.status == run.done.status
    assert [msgspec.structs.replace(verdict, ledger=None) for verdict in again] == [
        msgspec.structs.replace(verdict, ledger=None, again="", wall_s=None, spans_s={}) for verdict in saved
    ]


@pytest.fixture
def edited(shop_run: Run, tmp_path: Path) -> Callable[[Callable[[dict[str, Any]], None]], Verdict]:
    """The verdict on the healthy sale's ledger after an edit of its JSON."""

    def edit(change: Callable[[dict[str, Any]], None]) -> Verdict:
        document = json.loads(shop_run.ledger_path("healthy_purchase").read_bytes())
        change(document)
        path = tmp_path / "edited.json"
        path.write_text(json.dumps(document))
        done, (verdict,) = judged(tmp_path, path)
        assert done.status == 1
        assert verdict.status == "FAILED"
        return verdict

    return edit


def purchase(document: dict[str, Any], channel: str) -> dict[str, Any]:
    """The Purchase of one channel."""
    (found,) = (e for e in document["events"] if (e["name"], e["channel"]) == ("Purchase", channel))
    return dict(found)


def test_a_dropped_event_id_is_a_pair_that_does_not_fold(edited: Callable[..., Verdict]) -> None:
    def drop(document: dict[str, Any]) -> None:
        for event in document["events"]:
            if event["name"] == "Purchase" and event["channel"] == "browser":
                del event["event_id"]

    (finding,) = edited(drop).findings
    assert finding.check == "dedupe.pairing"
    assert finding.subject.startswith("Purchase/orders/")


def test_a_doubled_purchase_under_another_id_is_counted_twice(edited: Callable[..., Verdict]) -> None:
    def double(document: dict[str, Any]) -> None:
        copy = purchase(document, "browser")
        copy |= {"event_id": "another", "request": max(r["seq"] for r in document["requests"]) + 1}
        copy["received_at"] += 1
        document["events"].append(copy)

    verdict = edited(double)
    (finding,) = verdict.findings
    assert finding.check == "counting.per_action"
    assert "2 times" in finding.message
    assert verdict.headline is not None
    assert verdict.headline.counted == 2


def test_a_vanished_purchase_is_missed(edited: Callable[..., Verdict]) -> None:
    def lose(document: dict[str, Any]) -> None:
        document["events"] = [e for e in document["events"] if e["name"] != "Purchase"]

    checks = {finding.check for finding in edited(lose).findings}
    assert checks == {"coverage.server"}
