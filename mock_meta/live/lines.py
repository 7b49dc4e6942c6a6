"""What a page shows of an event before anybody asks for more. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

import msgspec

from mock_meta.event import Answer, Entry, Event, GraphError, Request
from mock_meta.live.books import LiveBooks

_LONGEST = 300
"""So many characters of a text are shown in a line; who asks for the event gets all."""


class Fate(StrEnum):
    """What became of an event or a request."""

    TAKEN = "taken"
    """Meta has it, and said so."""
    REFUSED = "refused"
    """Meta does not have it, and said so."""
    DROPPED = "dropped"
    """Meta does not have it, and said that it had."""
    UNTOLD = "untold"
    """Meta has it, and the sender was told otherwise, or nothing."""


class Line(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An event, or a refused request without any, in short.

    ``at`` is when it came, seconds since the epoch on the run clock; ``reason`` is why it was refused, ``code`` that of
    Graph's error. ``action``, ``kept``, ``by`` and ``gap`` (seconds) are its place in Meta's books, ``near`` is what
    the action nearly folded into, as a sentence, and ``near_key`` that copy. ``odd`` is whether a browser event's
    custom data has another form than Meta documents.
    """

    key: str
    seq: int
    at: float
    channel: str
    name: str
    fate: Fate
    id: str | None = None
    pixel: str = ""
    transport: str = ""
    reason: str = ""
    code: str = ""
    order_id: str = ""
    value: str = ""
    url: str = ""
    test: str = ""
    odd: bool = False
    action: str = ""
    kept: bool = False
    by: str = ""
    gap: float = 0.0
    near: str = ""
    near_key: str = ""


def lines_of(entry: Entry) -> Iterator[Line]:
    """The lines of one entry of a journal, without their places; none of a request that was no event and went well."""
    if entry.events:
        odd = entry.request.conforms is False
        yield from (_event_line(event, odd) for event in entry.events)
    elif not entry.request.answer.accepted:
        yield _request_line(entry.request)


def placed(line: Line, books: LiveBooks) -> Line:
    """The line with its place in the books as they are now."""
    place = books.place_of(line.key)
    if place is None:
        return line
    near = books.near_miss_of(line.key)
    return msgspec.structs.replace(
        line,
        action=place.action,
        kept=place.kept,
        by="" if place.by is None else place.by.value,
        gap=round(place.gap_s, 3),
        near=_short(near.said) if near else "",
        near_key=near.earlier if near else "",
    )


def _event_line(event: Event, odd: bool) -> Line:
    fate = _fate(event)
    return Line(
        key=event.key,
        seq=event.request,
        at=event.received_at,
        channel=event.channel.value,
        name=_short(event.name),
        fate=fate,
        id=None if event.event_id is None else _short(event.event_id),
        pixel=_short(event.pixel_id),
        transport=_short(event.transport),
        reason="" if fate is Fate.TAKEN else _reason(event.answer, fate),
        code=_code(event.answer.error),
        order_id=_text(event.custom_data.get("order_id")),
        value=" ".join(filter(None, (_text(event.custom_data.get(key)) for key in ("value", "currency")))),
        url=_short(event.source_url or ""),
        test=_short(event.test_event_code or ""),
        odd=odd,
    )


def _request_line(request: Request) -> Line:
    address = request.url.partition("?")[0]
    return Line(
        key=f"{request.seq}",
        seq=request.seq,
        at=request.received_at,
        channel="",
        name=_short(f"{request.method} {address}") if request.method else "bytes that are no request",
        fate=Fate.REFUSED,
        reason=_reason(request.answer, Fate.REFUSED),
        code=_code(request.answer.error),
    )


def _fate(event: Event) -> Fate:
    if event.accepted:
        return Fate.TAKEN if event.answer.accepted else Fate.UNTOLD
    return Fate.DROPPED if event.answer.accepted else Fate.REFUSED


def _reason(answer: Answer, fate: Fate) -> str:
    if fate is Fate.DROPPED:
        return "the sender was told that all was well"
    told = _told(answer)
    return f"kept, but the sender was told: {told}" if fate is Fate.UNTOLD else told


def _told(answer: Answer) -> str:
    if answer.error is not None:
        return _short(str(answer.error))
    if answer.status == 0:
        return "no answer: the connection was cut"
    words = _short(answer.body.decode("utf-8", "replace").strip().partition("\n")[0])
    return f"status {answer.status}" + (f": {words}" if words else "")


def _code(error: GraphError | None) -> str:
    """Graph's code as Meta's documentation writes it, with the subcode where there is one."""
    if error is None:
        return ""
    return f"{error.code}/{error.error_subcode}" if error.error_subcode else str(error.code)


def _text(value: Any) -> str:
    return "" if value is None else _short(str(value))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
