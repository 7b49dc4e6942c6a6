"""The folder that a run writes to: it holds one run."""

from __future__ import annotations

import shutil
from pathlib import Path

from harness.errors import SetupError

OUTPUT = Path("pixelproof-out")
WITHOUT_FAULTS = "without_faults"
RERUN = "rerun"
SHRINKING = "shrinking"
_KEPT = ("ledgers/*.json", "screenshots/*.png", "traces/*.zip")
_NESTED = (WITHOUT_FAULTS, RERUN, SHRINKING, "try-*")


def emptied(folder: Path) -> None:
    """Take away what an earlier run left: whoever reads the folder next takes all of it for one run.

    Only files of the kinds that a run writes are touched.

    Raises:
        SetupError: they can't be.
    """
    places = [folder, *(nested for name in _NESTED for nested in folder.glob(name))]
    try:
        for path in [path for place in places for pattern in _KEPT for path in place.glob(pattern)]:
            path.unlink()
    except OSError as error:
        raise SetupError(f"what an earlier run left in {folder} can't be removed: {error.strerror}") from error


def work_folder(folder: Path) -> Path:
    """An empty folder for what the slots need while they run.

    Raises:
        SetupError: it can't be made.
    """
    work = folder / "slots"
    shutil.rmtree(work, ignore_errors=True)
    try:
        work.mkdir(parents=True)
    except OSError as error:
        raise SetupError(f"the output folder {folder} can't be written: {error.strerror}") from error
    return work


def try_folder(folder: Path, number: int) -> Path:
    """Where one of several tries of a run leaves what it has."""
    return folder / f"try-{number}"
