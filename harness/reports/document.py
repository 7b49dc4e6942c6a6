"""The run as one JSON document, for machines."""

from __future__ import annotations

from typing import Final, Literal

import msgspec

from harness.verdict import Verdict

RUN_FORMAT: Final = "pixelproof-run/1"


class RunDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A run's verdicts, with what is needed to repeat it.

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
    format: Literal["pixelproof-run/1"] = RUN_FORMAT


def encoded(document: RunDocument) -> bytes:
    """The document as indented JSON."""
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"
