"""``pixelproof baseline``: saved once, silent while nothing changes, and a line for what does."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from tests.harness.command import pixelproof
from tests.ledgers import FOLDER

STORIES = ("ad_blocked_script", "healthy_lead", "healthy_purchase")


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A folder in which a run has left the ledgers of some stories, of which a baseline is saved."""
    ledgers = tmp_path / "pixelproof-out" / "ledgers"
    ledgers.mkdir(parents=True)
    for name in STORIES:
        (ledgers / f"{name}.json").write_bytes(gzip.decompress((FOLDER / f"{name}.json.gz").read_bytes()))
    done = pixelproof("baseline", "save", cwd=tmp_path)
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith("pixelproof-baseline.toml: 3 scenarios of fixture shop, seed ")
    return tmp_path


def drop(folder: Path, name: str, what: str) -> None:
    """Let a run send no such parameter with the server's Purchase."""
    path = folder / "pixelproof-out" / "ledgers" / f"{name}.json"
    ledger: dict[str, Any] = json.loads(path.read_bytes())
    for event in ledger["events"]:
        if (event["name"], event["channel"]) == ("Purchase", "server"):
            del event["custom_data"][what]
    path.write_text(json.dumps(ledger))


def test_the_same_run_has_not_changed(run: Path) -> None:
    done = pixelproof("baseline", "diff", "--whole", "--summary", "changes.md", cwd=run)
    assert (done.status, done.out) == (0, "no changes in 3 scenarios\n")
    assert (run / "changes.md").read_text(encoding="utf-8").startswith("## ✅")


def test_a_change_is_told_and_accepted(run: Path) -> None:
    """By one command each; then it is the baseline's own."""
    for name in ("ad_blocked_script", "healthy_purchase"):
        drop(run, name, "contents")
    done = pixelproof("baseline", "diff", "--summary", "changes.md", cwd=run)
    assert done.status == 1
    assert done.out == "Purchase, server: `contents` gone (2 scenarios)\n1 change in 3 scenarios\n"
    changes = (run / "changes.md").read_text(encoding="utf-8")
    assert r"- Purchase, server: \`contents\` gone: `ad_blocked_script`, `healthy_purchase`" in changes
    accepted = pixelproof("baseline", "accept", cwd=run)
    assert accepted.status == 0
    assert "accepted: Purchase, server: `contents` gone (2 scenarios)" in accepted.out
    assert pixelproof("baseline", "diff", cwd=run).out == "no changes in 3 scenarios\n"


def test_what_an_event_is_called_commands_no_terminal(run: Path) -> None:
    """Its name and its parameters come from the traffic: each change stays one line, and is only text."""
    path = run / "pixelproof-out" / "ledgers" / "healthy_lead.json"
    ledger: dict[str, Any] = json.loads(path.read_bytes())
    ledger["events"][0]["custom_data"] = {"a\x1b[2J\n::error::b": 1}
    path.write_text(json.dumps(ledger))
    for command in ("diff", "accept"):
        out = pixelproof("baseline", command, cwd=run).out
        assert "a\\x1b[2J\\n::error::b" in out
        assert "\x1b" not in out
        assert "\n::" not in out


def test_what_a_run_left_out_stays_in_the_baseline(run: Path) -> None:
    """It is a change only if the run was of all."""
    (run / "pixelproof-out" / "ledgers" / "healthy_lead.json").unlink()
    assert pixelproof("baseline", "diff", cwd=run).status == 0
    whole = pixelproof("baseline", "diff", "--whole", cwd=run)
    assert (whole.status, whole.out.splitlines()[0]) == (1, "a scenario that is no longer there (healthy_lead)")
    pixelproof("baseline", "accept", cwd=run)
    assert '[scenarios."healthy_lead"]' in (run / "pixelproof-baseline.toml").read_text(encoding="utf-8")


def test_runs_of_other_shoppers_are_not_compared(run: Path) -> None:
    path = run / "pixelproof-out" / "ledgers" / "healthy_lead.json"
    ledger: dict[str, Any] = json.loads(path.read_bytes())
    path.write_text(json.dumps({**ledger, "seed": ledger["seed"] + 1}))
    several = pixelproof("baseline", "diff", cwd=run)
    assert several.status == 2
    assert "these ledgers are of several runs" in several.err
    other = pixelproof("baseline", "diff", path, cwd=run)
    assert other.status == 2
    assert f"run with --seed {ledger['seed']}" in other.err


def test_without_a_run_or_a_baseline_it_says_what_to_do(tmp_path: Path) -> None:
    done = pixelproof("baseline", "save", cwd=tmp_path)
    assert (done.status, done.out) == (2, "")
    assert done.err == (
        "pixelproof: there is no ledger in pixelproof-out/ledgers: 'pixelproof run --seed 1' leaves them there\n"
    )
    missing = pixelproof("baseline", "diff", FOLDER / "nothing.json", cwd=tmp_path)
    assert "pixelproof-baseline.toml: a baseline was expected here" in missing.err
