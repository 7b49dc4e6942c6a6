"""A journal in forms that others read: JSON Lines, which can be brought back, and HAR. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from mock_meta.event import Entry
from mock_meta.export.jsonl import from_jsonl, to_jsonl

__all__ = ["FORMATS", "from_jsonl", "to_jsonl"]

FORMATS: Mapping[str, Callable[[Iterable[Entry]], Iterator[bytes]]] = {"jsonl": to_jsonl}
"""Each form, by its name, as what makes entries into chunks of bytes while they come."""
