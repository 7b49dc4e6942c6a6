"""A journal as JSON Lines: one entry a line, from which an equal journal can be made.

Each line says its format itself, so that a file can be cut, joined and searched with line tools. Bytes are Base64.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from mock_meta.errors import ExportError
from mock_meta.event import Entry, Event, Request

FORMAT = "pixelproof-journal/1"
"""What every line calls its format; it changes when an older reader would misread a line."""


class _Line(msgspec.Struct, frozen=True, kw_only=True, tag_field="format", tag=FORMAT, forbid_unknown_fields=True):
    request: Request
    events: tuple[Event, ...] = ()


class _Format(msgspec.Struct, frozen=True):
    format: str = ""


_decoder = msgspec.json.Decoder(_Line)


def to_jsonl(entries: Iterable[Entry]) -> Iterator[bytes]:
    """The lines of an export, each with its line end, as the entries come."""
    for entry in entries:
        yield msgspec.json.encode(_Line(request=entry.request, events=entry.events)) + b"\n"


def from_jsonl(lines: Iterable[bytes], source: str) -> Iterator[Entry]:
    """The entries of an export, as its lines come; blank lines are passed over. ``source`` is what errors call it.

    Raises:
        ExportError: a line is no entry, or not one that can follow those before it; with its number, from 1.
    """
    last = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            entry = _entry(line, last)
        except ValueError as error:
            raise ExportError(f"{source}:{number}: {error}") from error
        last = entry.request.seq
        yield entry


def _entry(line: bytes, last: int) -> Entry:
    try:
        if (given := msgspec.json.decode(line, type=_Format).format) != FORMAT:
            raise ValueError(f"the format of this line is '{given}', where an export of a journal has '{FORMAT}'")
        read = _decoder.decode(line)
    except msgspec.DecodeError as error:
        raise ValueError(f"this is no entry of a journal: {error}") from error
    entry = Entry(request=read.request, events=read.events)
    seq = entry.request.seq
    if seq <= last:
        raise ValueError(f"the request {seq} comes after the request {last}, where numbers must grow")
    if strangers := [event.key for event in entry.events if event.request != seq]:
        raise ValueError(f"the event {strangers[0]} belongs to another request than {seq}, beside which it stands")
    return entry
