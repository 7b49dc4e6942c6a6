"""Pull requests of the sample repository: the same one changed in a branch, and its workflow played for it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import msgspec

from tests.workflow.player import Played, play

SAMPLE = Path(__file__).resolve().parent.parent.parent / "docs" / "sample"
WORKFLOW = ".github/workflows/tracking.yml"
_WHO = ("-c", "user.name=Ana", "-c", "user.email=ana@mugs.example", "-c", "commit.gpgsign=false")


class PullRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A change of one file of the sample: what stands there, and what stands there then."""

    title: str
    path: str
    old: str
    new: str


BREAKS_DEDUPLICATION = PullRequest(
    title="Give each Purchase an id of its own",
    path="templates/thanks.html",
    old='{eventID: "purchase-$number"}',
    new='{eventID: "thanks-" + Date.now()}',
)
CHANGES_THE_LOOK = PullRequest(
    title="A darker green", path="static/style.css", old="background: #0a5c36;", new="background: #063d24;"
)


def repository(folder: Path) -> Path:
    """The sample as a repository of its own, with one commit."""
    shutil.copytree(SAMPLE, folder, ignore=shutil.ignore_patterns("pixelproof-out", "__pycache__"))
    _git(folder, "init", "--quiet", "--initial-branch", "main")
    _commit(folder, "A shop and its tracking")
    return folder


def played(folder: Path, change: PullRequest) -> Played:
    """The workflow for that change, in a folder that does not exist yet."""
    sample = repository(folder / "repository")
    path = sample / change.path
    text = path.read_text(encoding="utf-8")
    assert text.count(change.old) == 1, f"{change.path} does not hold {change.old}"
    _git(sample, "checkout", "--quiet", "-b", "pull-request")
    path.write_text(text.replace(change.old, change.new), encoding="utf-8")
    _commit(sample, change.title)
    return play(sample, WORKFLOW, folder / "work")


def _commit(folder: Path, message: str) -> None:
    _git(folder, "add", "--all")
    _git(folder, "commit", "--quiet", "--message", message)


def _git(folder: Path, *words: str) -> None:
    subprocess.run(["git", *_WHO, *words], cwd=folder, check=True)
