"""Shards put together are what an unsharded run would have said."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.errors import SetupError
from harness.reports.document import RunDocument, encoded
from harness.reports.merging import merged, read_document
from harness.verdict import Verdict
from tests.harness.factories import change
from tests.harness.reports.verdicts import ALL, verdict

ONE, TWO, THREE = Path("one.json"), Path("two.json"), Path("three.json")
WHOLE = RunDocument(site="kiosk", exit_status=1, verdicts=(*ALL, verdict("last")), seed=7)


def shard(number: int, count: int, **changes: object) -> RunDocument:
    """A part of the whole."""
    part: tuple[Verdict, ...] = WHOLE.verdicts[number - 1 :: count]
    return change(WHOLE, verdicts=part, shard=(number, count), **changes)


def test_two_shards_are_the_whole_whatever_order_they_come_in() -> None:
    assert merged({ONE: shard(1, 2), TWO: shard(2, 2)}) == WHOLE
    assert merged({TWO: shard(2, 2), ONE: shard(1, 2)}) == WHOLE


def test_a_missing_shard_is_named() -> None:
    with pytest.raises(SetupError, match=r"all 3 shards .* wrong is 2/3"):
        merged({ONE: shard(1, 3), THREE: shard(3, 3)})


def test_runs_that_are_no_shards_follow_one_another() -> None:
    first, second = (change(WHOLE, verdicts=WHOLE.verdicts[part], seed=7) for part in (slice(2), slice(2, None)))
    assert merged({ONE: first, TWO: second}) == WHOLE
    assert merged({ONE: first, TWO: change(second, seed=8)}).seed is None


def test_a_scenario_in_two_reports_is_refused() -> None:
    with pytest.raises(SetupError, match=r"passes stands in both one\.json and two\.json"):
        merged({ONE: WHOLE, TWO: WHOLE})


@pytest.mark.parametrize(("name", "value"), [("site", "shop"), ("bugs", ("cents",)), ("faults", ("graph_down",))])
def test_reports_of_other_runs_are_refused(name: str, value: object) -> None:
    with pytest.raises(SetupError, match=rf"two\.json and one\.json are of different runs: their {name} differ"):
        merged({ONE: shard(1, 2), TWO: shard(2, 2, **{name: value})})


def test_a_waiver_is_idle_if_it_met_nothing_anywhere() -> None:
    first = shard(1, 2, unused=("a", "b"), expired=("x",))
    second = shard(2, 2, unused=("b", "c"), expired=("x",))
    whole = merged({ONE: first, TWO: second})
    assert (whole.unused, whole.expired) == (("b",), ("x",))


def test_a_report_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    path.write_bytes(encoded(WHOLE))
    assert read_document(path) == WHOLE


@pytest.mark.parametrize("content", [b"{}", b"\xff", b'{"format": "other"}'])
def test_what_is_no_report_is_refused_in_one_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "run.json"
    path.write_bytes(content)
    with pytest.raises(SetupError, match=r"run\.json: this is no report that 'pixelproof run --json' wrote") as refused:
        read_document(path)
    assert "\n" not in str(refused.value)


def test_a_report_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="a report was expected here"):
        read_document(tmp_path / "run.json")
