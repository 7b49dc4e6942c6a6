"""Very many mixed events with trouble between them: nothing is lost, and memory is flat after it has levelled."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.benchmarks.soak import soak, told


@pytest.mark.proof
def test_two_hundred_thousand_mixed_events(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each answered event is on disk once; garbage and halves of requests are on record and make no event."""
    soaked = soak(200_000, tmp_path)
    with capsys.disabled():
        sys.stdout.write("\n" + told(soaked))
    assert len(soaked.notes.answered) >= 200_000
    assert soaked.wrong == []
