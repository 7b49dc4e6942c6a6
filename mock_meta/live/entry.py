"""All of one event, for whoever opens its line: as it came, as it was read, what it was told, and how to repeat it."""

from __future__ import annotations

import base64
from typing import Any

import msgspec

from mock_meta.event import Answer, Event, GraphError, Request
from mock_meta.journal import Journal
from mock_meta.live.curl import curl_command
from mock_meta.live.lines import Line, lines_of, placed
from mock_meta.live.record import LiveRecord
from mock_meta.near_misses import NearMiss
from mock_meta.wire.body import inflated

_GZIP = b"\x1f\x8b"


class Body(msgspec.Struct, frozen=True, kw_only=True):
    """Bytes as text, unpacked if they were packed; those that are no text as Base64. ``size`` is that on the wire."""

    size: int
    text: str
    base64: bool = False
    packed: bool = False


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """The request in its raw form."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    body: Body
    part_of: int | None


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """The answer that it got."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: Body
    error: GraphError | None


class Whole(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that is known of one line; ``curl`` is empty where the request can't be repeated."""

    line: Line
    event: Event | None
    request: Sent
    answer: Said
    near_miss: NearMiss | None
    curl: str


def whole(key: str, journal: Journal, record: LiveRecord, address: str) -> Whole | None:
    """All of the event or the request with this key; None if there is none.

    Raises:
        JournalError: it can't be read.
    """
    number = key.partition(".")[0]
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    entry = journal.entry(int(number))
    line = next((one for one in lines_of(entry) if one.key == key), None) if entry else None
    if entry is None or line is None:
        return None
    request = entry.request
    event = next((one for one in entry.events if one.key == key), None)
    return Whole(
        line=placed(line, record.books),
        event=event,
        request=Sent(
            method=request.method,
            url=request.url,
            headers=request.headers,
            body=_body(request.body),
            part_of=request.part_of,
        ),
        answer=_said(request.answer if event is None else _fuller(event.answer, request.answer)),
        near_miss=record.books.near_miss_of(key),
        curl=curl_command(_sent_as(request, journal), address),
    )


def _fuller(of_event: Answer, of_request: Answer) -> Answer:
    """The event's own answer, with the bytes that the request got where both are the same."""
    return of_request if of_event.status == of_request.status else of_event


def _said(answer: Answer) -> Said:
    return Said(status=answer.status, headers=answer.headers, body=_body(answer.body), error=answer.error)


def _sent_as(request: Request, journal: Journal) -> Request:
    """The request that a client sent: of what a Graph batch carried, the whole batch."""
    carrier = None if request.part_of is None else journal.entry(request.part_of)
    return request if carrier is None else carrier.request


def _body(raw: bytes) -> Body:
    plain: Any = inflated(raw) if raw[:2] == _GZIP else raw
    packed = raw[:2] == _GZIP and bool(plain)
    content = plain if packed else raw
    try:
        return Body(size=len(raw), text=content.decode(), packed=packed)
    except UnicodeDecodeError:
        return Body(size=len(raw), text=base64.b64encode(content).decode(), base64=True, packed=packed)
