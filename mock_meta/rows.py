"""The table of a journal, and entries as its rows: everything as it was, headers, answers and events as JSON texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from mock_meta.event import Answer, Entry, Event, Request
from mock_meta.reading import events_of

TABLE = """
create table if not exists requests (
  seq integer primary key, received_at real not null, method text not null, url text not null,
  headers text not null, body blob not null, answer text not null, part_of integer, events text,
  conforms integer
) strict
"""
INSERT = "insert into requests values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
SELECT = (
    "select seq, received_at, method, url, headers, body, answer, part_of, events, conforms from requests"
    " where seq > ? order by seq limit ?"
)

Row = tuple[object, ...]
"""A row to be written."""
StoredRow = tuple[int, float, str, str, str, bytes, str, int | None, str | None, int | None]
"""A row as it is read. Without events, they are those that the request itself yields."""

_encode = msgspec.json.Encoder().encode
_headers_from = msgspec.json.Decoder(tuple[tuple[str, str], ...]).decode
_answer_from = msgspec.json.Decoder(Answer).decode
_events_from = msgspec.json.Decoder(tuple[Event, ...]).decode


def new_row(seq: int, request: Request, events: Sequence[Event] | None) -> Row:
    """A row for a request that gets the number ``seq``, and its events theirs; None: the request yields them."""
    return row_of(seq, request, None if events is None else _numbered(events, seq))


def row_of(seq: int, request: Request, events: Sequence[Event] | None) -> Row:
    """A row for a request and events that are numbered already.

    Raises:
        TypeError: an event holds what has no form in JSON.
    """
    return (
        seq,
        request.received_at,
        request.method,
        request.url,
        _encode(request.headers).decode(),
        request.body,
        _encode(request.answer).decode(),
        request.part_of,
        None if events is None else _encode(events).decode(),
        request.conforms,
    )


def entry_of(row: StoredRow) -> Entry:
    """The entry that a row holds.

    Raises:
        msgspec.MsgspecError: the row is spoilt.
    """
    seq, received_at, method, url, headers, body, answer, part_of, events, conforms = row
    request = Request(
        seq=seq,
        received_at=received_at,
        method=method,
        url=url,
        headers=_headers_from(headers),
        body=body,
        answer=_answer_from(answer),
        part_of=part_of,
        conforms=None if conforms is None else bool(conforms),
    )
    known = _numbered(events_of(request), seq) if events is None else _events_from(events)
    return Entry(request=request, events=known)


def _numbered(events: Iterable[Event], seq: int) -> tuple[Event, ...]:
    return tuple(
        msgspec.structs.replace(event, key=f"{seq}.{place}", request=seq) for place, event in enumerate(events)
    )
