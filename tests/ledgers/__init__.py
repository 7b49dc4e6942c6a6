"""Clean evidence: ledgers that the healthy fixture shop has left, one file a scenario.

``python -m tests.ledgers`` runs every scenario and records them anew; do it when the shop, the plan or the ledger's
types have changed.
"""

from __future__ import annotations

import gzip
from functools import cache
from pathlib import Path

from harness.ledger import Ledger, decode_ledger

FOLDER = Path(__file__).parent / "clean"


@cache
def clean_ledgers() -> tuple[Ledger, ...]:
    """Every recorded ledger, by the name of its scenario."""
    return tuple(decode_ledger(gzip.decompress(path.read_bytes()), path.name) for path in sorted(FOLDER.glob("*.gz")))
