"""Running the command line as its users do, and reading what it left behind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import msgspec

from harness.ledger import Ledger, decode_ledger
from harness.reports.document import RunDocument
from harness.verdict import Verdict

TINY = Path(__file__).parent / "tiny_site"
_LIMIT_S = 120


class Done(msgspec.Struct, frozen=True):
    """A command that has ended."""

    status: int
    out: str
    err: str


def environment(**more: str) -> dict[str, str]:
    """This process's environment without what changes how a command speaks, and with ``more``."""
    dropped = ("GITHUB_ACTIONS", "NO_COLOR", "FORCE_COLOR", "PIXELPROOF_BROWSER", "PYTHONIOENCODING")
    return {name: value for name, value in os.environ.items() if name not in dropped} | more


def pixelproof(*words: str | Path, cwd: Path, **more: str) -> Done:
    """Run the command in a folder, with environment variables ``more``."""
    done = subprocess.run(
        [sys.executable, "-m", "harness.cli", *map(str, words)],
        cwd=cwd,
        env=environment(**more),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=_LIMIT_S,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


class Run:
    """One ``pixelproof run`` with all its reports, in a folder of its own."""

    def __init__(self, folder: Path, *words: str | Path) -> None:
        """What the command leaves in the folder; if it has left it there already, that."""
        self.folder = folder
        said = folder / "said.json"
        if not said.exists():
            done = pixelproof("run", *words, "--json", "run.json", "--junit", "run.xml", "--seed", "7", cwd=folder)
            assert (folder / "run.json").exists(), done.err
            said.write_bytes(msgspec.json.encode(done))
        self.done = msgspec.json.decode(said.read_bytes(), type=Done)
        self.document = msgspec.json.decode((folder / "run.json").read_bytes(), type=RunDocument)
        self.verdicts = {verdict.scenario: verdict for verdict in self.document.verdicts}

    def ledger(self, scenario: str) -> Ledger:
        """The evidence of one scenario."""
        return decode_ledger(self.ledger_path(scenario).read_bytes(), scenario)

    def ledger_path(self, scenario: str) -> Path:
        """Where the evidence of one scenario lies."""
        path = self.verdicts[scenario].ledger
        assert path is not None
        return self.folder / path

    def checks(self, scenario: str) -> set[str]:
        """The names of the checks that found something."""
        return {finding.check for finding in self.verdicts[scenario].findings}


def reasons(verdicts: dict[str, Verdict]) -> dict[str, str]:
    """Why each scenario that was skipped was."""
    return {name: verdict.reason for name, verdict in verdicts.items() if verdict.status == "SKIPPED"}
