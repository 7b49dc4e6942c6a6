"""The folder that a run writes to: it holds one run."""

from __future__ import annotations

import shutil
from pathlib import Path

from harness.errors import SetupError
from harness.ledger import FORMAT

OUTPUT = Path("pixelproof-out")
WITHOUT_FAULTS = "without_faults"
RERUN = "rerun"
SHRINKING = "shrinking"
_LEDGERS = "ledgers/*.json"
_HEAD_BYTES = 100
_NESTED = (WITHOUT_FAULTS, RERUN, SHRINKING, "try-*")


def emptied(folder: Path) -> None:
    """Take away the ledgers of an earlier run: whoever reads the folder next takes all of them for one run's.

    Nothing else is touched: the folder may be one in which people keep files of their own.

    Raises:
        SetupError: they can't be.
    """
    places = [folder, *(nested for name in _NESTED for nested in folder.glob(name))]
    try:
        for path in [path for place in places for path in place.glob(_LEDGERS)]:
            if _is_ledger(path):
                path.unlink()
    except OSError as error:
        raise SetupError(f"what an earlier run left in {folder} can't be removed: {error.strerror}") from error


def _is_ledger(path: Path) -> bool:
    with path.open("rb") as file:
        return FORMAT.encode() in file.read(_HEAD_BYTES)


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
