"""The run as one JSON document, for machines."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from harness.verdict import Verdict

RUN_FORMAT: Final = "pixelproof-run/1"


class RunDocument(msgspec.Struct, frozen=True, kw_only=True, tag_field="format", tag=RUN_FORMAT):
    """A run's verdicts, with what is needed to repeat it. ``format`` stands first in it, and tells its version.

    ``shard`` is which part of a run this is, and of how many. ``expired`` and ``unused`` hold a sentence for each
    waiver that is no longer valid or met nothing.
    """

    site: str
    exit_status: int
    verdicts: tuple[Verdict, ...]
    seed: int | None = None
    bugs: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    shard: tuple[int, int] | None = None
    expired: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()


def encoded(document: RunDocument) -> bytes:
    """The document as indented JSON."""
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def run_schema() -> dict[str, Any]:
    """The JSON Schema of a run's document, generated from these types."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | msgspec.json.schema(RunDocument)
