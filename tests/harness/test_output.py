"""A run's folder holds one run, and nothing that is not a run's is touched in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.errors import SetupError
from harness.ledger import encode_ledger
from harness.output import RERUN, SHRINKING, WITHOUT_FAULTS, emptied, try_folder, work_folder
from tests.harness.factories import healthy

LEFT = "ledgers/two_orders.json"


def written(folder: Path, *names: str, text: str = "kept") -> list[Path]:
    paths = [folder / name for name in names]
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return paths


@pytest.mark.parametrize("place", [".", "try-1", "try-12", RERUN, SHRINKING, WITHOUT_FAULTS])
def test_what_an_earlier_run_left_goes(tmp_path: Path, place: str) -> None:
    """Wherever a run puts it."""
    (left,) = written(tmp_path / place, LEFT, text=encode_ledger(healthy()).decode())
    emptied(tmp_path)
    assert not left.exists()


def test_what_no_run_leaves_stays(tmp_path: Path) -> None:
    """Reports, pictures, notes and documents beside the ledgers: people may keep files of their own there."""
    others = written(tmp_path, "report.html", "ledgers/why.md", "ledgers/mine.json", "screenshots/mine.png")
    emptied(tmp_path)
    assert all(path.exists() for path in others)


def test_a_folder_that_is_not_there_is_empty(tmp_path: Path) -> None:
    emptied(tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_what_can_not_be_removed_is_told(tmp_path: Path) -> None:
    (tmp_path / "ledgers" / "odd.json").mkdir(parents=True)
    with pytest.raises(SetupError, match=r"what an earlier run left in .* can't be removed: "):
        emptied(tmp_path)


def test_a_work_folder_is_empty_each_time(tmp_path: Path) -> None:
    written(work_folder(tmp_path), "1/journal")
    assert list(work_folder(tmp_path).iterdir()) == []


def test_a_work_folder_that_can_not_be_made_is_told(tmp_path: Path) -> None:
    (file,) = written(tmp_path, "taken")
    with pytest.raises(SetupError, match=f"the output folder {file} can't be written"):
        work_folder(file)


def test_each_try_has_a_folder(tmp_path: Path) -> None:
    assert try_folder(tmp_path, 1) != try_folder(tmp_path, 2)
