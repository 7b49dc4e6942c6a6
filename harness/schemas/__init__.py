"""The JSON Schema of every outside shape, generated from the types; ``python -m harness.schemas`` writes the files."""

from __future__ import annotations

import json
from pathlib import Path

from harness.ledger import ledger_schema

FOLDER = Path(__file__).parent


def generated() -> dict[str, str]:
    """The text of each schema file by its name, as the types have it now."""
    return {"ledger.schema.json": json.dumps(ledger_schema(), indent=2, ensure_ascii=False) + "\n"}
