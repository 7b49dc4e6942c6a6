"""Record the clean ledgers anew."""

from __future__ import annotations

import asyncio
import gzip
import sys
import tempfile
from pathlib import Path

from harness.browser import find_browser
from harness.runner import RunOptions, run
from harness.scenario import select
from harness.sources import chosen_site, scenario_package
from harness.verdict import Status
from tests.harness.lists import FILTER_LISTS
from tests.ledgers import FOLDER

SEED = 7


def main() -> int:
    """Run all scenarios and keep their ledgers; 1 if one of them did not pass, and nothing is kept then."""
    with tempfile.TemporaryDirectory() as folder:
        options = RunOptions(
            site=chosen_site(None),
            scenarios=select((), scenario_package()),
            chromium=find_browser(),
            seed=SEED,
            folder=Path(folder),
            filter_lists=FILTER_LISTS,
        )
        verdicts = asyncio.run(run(options))
        failed = [
            f"{v.scenario}: {v.status} {v.findings} {v.breakdown}" for v in verdicts if v.status is not Status.PASSED
        ]
        if failed:
            sys.stderr.write("\n".join(failed) + "\n")
            return 1
        FOLDER.mkdir(exist_ok=True)
        for old in FOLDER.glob("*.gz"):
            old.unlink()
        for verdict in verdicts:
            assert verdict.ledger is not None
            packed = gzip.compress(Path(verdict.ledger).read_bytes(), mtime=0)
            (FOLDER / f"{verdict.scenario}.json.gz").write_bytes(packed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
