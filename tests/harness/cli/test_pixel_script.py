"""A run with a pixel script that is not ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from mock_meta.pixel_script import pixel_script
from tests.harness.command import TINY, Run

VERSION = "9.9.9"


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """Our own script in the disguise of another's."""
    path = tmp_path / "fbevents.js"
    path.write_bytes(
        f'window.fbq.version="{VERSION}";\n'.encode() + pixel_script().replace(b"2.9.364", VERSION.encode())
    )
    return path


def test_a_run_is_judged_by_what_the_guest_sends(script: Path, tmp_path: Path) -> None:
    """The first line says which script it was, and so does every event."""
    run = Run(tmp_path, "healthy_purchase", "--site", TINY / "site.toml", "--pixel-script", script)
    assert run.done.out.splitlines()[0].endswith(f"seed 7, pixel script {VERSION} ({script})")
    assert run.verdicts["healthy_purchase"].status == "PASSED"
    events = run.ledger("healthy_purchase").events
    assert "Purchase" in {event.name for event in events}
    assert {event.other["v"] for event in events} == {VERSION}


def test_the_command_that_repeats_a_scenario_names_the_guest(script: Path, tmp_path: Path) -> None:
    """Who repeats it gets the same script."""
    words = ("healthy_purchase", "--site", TINY / "site.toml", "--bug", "cents")
    run = Run(tmp_path, *words, "--pixel-script", script)
    assert f"--pixel-script {script} --bug cents --seed 7" in " ".join(run.done.out.split())
