"""The JSON Schema of every outside shape, generated from the types; ``python -m harness.schemas`` writes the files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from harness.ledger import ledger_schema
from harness.reports.document import run_schema

FOLDER = Path(__file__).parent


def generated() -> dict[str, str]:
    """The text of each schema file by its name, as the types have it now."""
    return {"ledger.schema.json": _text(ledger_schema()), "run.schema.json": _text(run_schema())}


def _text(schema: dict[str, Any]) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
