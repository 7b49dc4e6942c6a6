"""The self-test itself: it tells a gate that sees from one that doesn't."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from harness.judge import judge
from harness.ledger import Ledger
from harness.mistake import mistakes
from harness.rewriting import change, edit, of, saying
from harness.selftest import ON_LEDGERS, Catch, Score, catch, on_ledgers, untried
from harness.verdict import Breakdown, Status, Verdict
from mock_meta.event import Channel
from tests.harness.command import pixelproof
from tests.ledgers import FOLDER, clean_ledgers

ONE = mistakes()["F008"]


def healthy() -> Ledger:
    return next(ledger for ledger in clean_ledgers() if ledger.scenario == "healthy_purchase")


def caught(ledger: Ledger) -> Catch:
    return catch(ONE, ON_LEDGERS, {ledger.scenario: judge(ledger)})


def test_a_mistake_that_is_seen() -> None:
    """Caught by its own check, its cause named."""
    assert ONE.rewrite is not None
    changed = ONE.rewrite(healthy())
    assert changed is not None
    seen = caught(changed)
    assert (seen.caught, seen.named, seen.besides) == (True, True, ())
    assert Score(catches=(seen,), alarms=()).is_perfect


def test_a_mistake_that_nobody_sees() -> None:
    """Clean evidence is no catch."""
    seen = caught(healthy())
    assert (seen.caught, seen.named, seen.fired) == (False, False, ())
    assert not Score(catches=(seen,), alarms=()).is_perfect


def test_the_right_check_for_the_wrong_reason() -> None:
    """Its cause is not named, and what else was found stands beside it."""
    other = edit(healthy(), of("Purchase", Channel.SERVER), lambda e: saying(change(e, event_id="another"), value=1))
    assert other is not None
    seen = caught(other)
    assert (seen.caught, seen.named) == (True, False)
    assert seen.besides == ("healthy_purchase: value.against_books",)


def test_a_journey_that_broke_is_no_catch() -> None:
    """It is told beside."""
    broken = Verdict(scenario="s", status=Status.ERROR, breakdown=Breakdown(step="x", message="the door is locked"))
    seen = catch(ONE, ON_LEDGERS, {"s": broken})
    assert (seen.caught, seen.besides) == (False, ("s: the door is locked",))


def test_what_could_not_be_tried_fails_nobody() -> None:
    """Yet it is not perfect silence either: nothing tried is nothing proven."""
    score = Score(catches=(untried(ONE, ON_LEDGERS, "why"),), alarms=())
    assert score.is_perfect
    assert score.tried == ()


def test_a_site_that_is_not_clean_is_a_false_alarm() -> None:
    """Evidence with a finding in it can prove nothing of the gate."""
    spoilt = edit(healthy(), of("Purchase", Channel.SERVER), lambda e: saying(e, value=1))
    assert spoilt is not None
    clean = next(alarm for alarm in on_ledgers([spoilt]).alarms if alarm.id == "clean")
    assert any("value.against_books" in said for said in clean.said)


def test_on_saved_ledgers(tmp_path: Path) -> None:
    """The command needs no browser then; its document is what its table says."""
    ledger = tmp_path / "healthy.json"
    ledger.write_bytes(msgspec.json.encode(healthy()))
    told = tmp_path / "told.json"
    done = pixelproof("selftest", "--ledger", str(ledger), "--json", str(told), cwd=tmp_path)
    assert done.status == 0, done.err
    document = json.loads(told.read_text())
    assert document["format"] == "pixelproof-selftest/1"
    f008 = next(one for one in document["score"]["catches"] if one["id"] == "F008")
    assert (f008["caught"], f008["named"], f008["shown_by"]) == (True, True, ["healthy_purchase"])
    assert "server event without id" in done.out


@pytest.mark.parametrize("name", ["nowhere.json", str(FOLDER)])
def test_a_file_that_is_none(tmp_path: Path, name: str) -> None:
    """One sentence, exit status 2."""
    done = pixelproof("selftest", "--ledger", name, cwd=tmp_path)
    assert done.status == 2
    assert "a ledger was expected here" in done.err
    assert "Traceback" not in done.err
