"""A journal in forms that others read: JSON Lines, which can be brought back, and HAR; without personal data if asked.

Pure, and flat in memory: entries are read as they are written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from mock_meta.event import Entry
from mock_meta.export.har import to_har
from mock_meta.export.jsonl import from_jsonl, to_jsonl
from mock_meta.export.scrub import scrubbed

__all__ = ["FORMATS", "exported", "from_jsonl", "scrubbed", "to_har", "to_jsonl"]

FORMATS: Mapping[str, Callable[[Iterable[Entry]], Iterator[bytes]]] = {"jsonl": to_jsonl, "har": to_har}
"""Each form, by its name, as what makes entries into chunks of bytes while they come."""


def exported(entries: Iterable[Entry], form: str, key: bytes | None = None) -> Iterator[bytes]:
    """The chunks of an export in one of `FORMATS`, with personal data scrubbed if there is a secret ``key`` for it."""
    return FORMATS[form](entries if key is None else scrubbed(entries, key))
