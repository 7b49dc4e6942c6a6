"""Requests as they come off the wire: read whole, or as far as they came, so that nothing a client sent is lost."""

from __future__ import annotations

import sys
from collections.abc import Callable
from enum import Enum
from itertools import chain
from typing import Any

from aiohttp import StreamReader, web
from aiohttp.http import RawRequestMessage
from aiohttp.web_protocol import RequestHandler

from mock_meta.event import Answer, Request

MAX_BODY = 32 * 1024 * 1024
"""The longest body that is read, in bytes. Meta's own limit is not known; a thousand full events have about 2 MB."""
MAX_LINE = 256 * 1024
"""The longest request line and header, in bytes."""

_TEXT = (("Content-Type", "text/plain; charset=utf-8"),)


class Flaw(Enum):
    """Why a request did not arrive whole, with the answer that it gets."""

    LEFT = Answer(status=0)
    """The client went away in the middle of its body; it hears nothing."""
    BROKEN = Answer(status=400, headers=_TEXT, body=b"The body ends or is divided otherwise than its headers say.\n")
    """The body is not framed as HTTP wants it."""
    TOO_LONG = Answer(
        status=413, headers=_TEXT, body=f"A body may have {MAX_BODY} bytes; send it in several requests.\n".encode()
    )
    """The body is longer than what is read."""


async def read_request(request: web.BaseRequest, received_at: float, answer: Answer) -> tuple[Request, Flaw | None]:
    """The request with ``answer`` as its answer, and its flaw; of a flawed one, the body as far as it came."""
    body, flaw = await _body(request)
    record = Request(
        seq=0,
        received_at=received_at,
        method=request.method,
        url=_target(request),
        headers=_headers(request),
        body=body,
        answer=flaw.value if flaw else answer,
    )
    return record, flaw


def host_of(request: web.BaseRequest) -> str:
    """The host that the client meant, in lower case and without a port; empty if it named none."""
    name = request.headers.get("Host", "").lower()
    if not name.startswith("["):
        return name.partition(":")[0]
    return name.partition("]")[0] + "]"


class Intake(web.Server):
    """An HTTP server that has bytes which are no request put on record before it refuses them.

    ``unreadable`` gets the bytes, as far as they were kept, and their answer; half of a head has none.
    """

    def __init__(self, handler: Any, unreadable: Callable[[bytes, Answer], None]) -> None:
        super().__init__(
            handler, access_log=None, max_line_size=MAX_LINE, max_field_size=MAX_LINE, auto_decompress=False
        )
        self.unreadable = unreadable

    def __call__(self) -> RequestHandler:
        """A protocol for one connection."""
        return _Connection(self, loop=self._loop, **self._kwargs)


class _Connection(RequestHandler):
    __slots__ = ("_intake", "_late_body", "_unread")

    def __init__(self, intake: Intake, **options: Any) -> None:
        super().__init__(intake, **options)
        self._intake = intake
        self._unread = b""
        self._late_body: StreamReader | None = None

    def data_received(self, data: bytes) -> None:
        known = self._request_count
        super().data_received(data)
        if self._request_count == known + 1 and not self._unread and self._has_one_whole_request():
            return
        self._parse_rest(known)
        if self._request_count != known or not data:
            noted = self._note_unreadable(self._unread + data)
            # A full queue: the rest is parsed when there is room, and is not handed over a second time.
            self._unread = self._unread + data if self._is_queue_full() and not noted else b""
        elif self._is_between_requests() and len(self._unread) <= MAX_LINE:
            self._unread += data
        if getattr(self, "_upgraded", False) and self._parser is not None:
            # Nothing is upgraded here: what comes behind a request that asks for it is the next request, or none.
            self._parser.set_upgraded(False)
            self._upgraded = False
            behind, self._message_tail = self._message_tail, b""
            if behind:
                self.data_received(behind)

    def _has_one_whole_request(self) -> bool:
        """Whether there is nothing but one request whose body has come, as nearly always; then all is in order."""
        if len(self._messages) != 1 or self._late_body is not None:
            return False
        message, payload = self._messages[0]
        return isinstance(message, RawRequestMessage) and not message.upgrade and bool(payload.is_eof())

    def _parse_rest(self, known: int) -> None:
        # aiohttp's parser counts a request as waiting when its body ends, although one whose body came after its head
        # was taken long ago. It counts too many then, and leaves pipelined requests lying for which there is room.
        if self._request_count != known and not self._messages[-1][1].is_eof():
            self._late_body = self._messages[-1][1]
        known = -1
        while self._late_body is not None and known != self._request_count and self._may_parse_more():
            known = self._request_count
            super().data_received(b"")

    def _may_parse_more(self) -> bool:
        return not (self._is_queue_full() or self._reading_paused or self._flaw() is not None)

    def _flaw(self) -> str | None:
        message = self._messages[-1][0] if self._messages else None
        return None if message is None or isinstance(message, RawRequestMessage) else message.message

    def connection_lost(self, exc: BaseException | None) -> None:
        self._note_half_a_head()
        super().connection_lost(exc)

    async def shutdown(self, timeout: float | None = 15.0) -> None:
        self._note_half_a_head()
        await super().shutdown(timeout)

    def _is_queue_full(self) -> bool:
        # Older versions of aiohttp know no limit.
        return len(self._messages) >= getattr(self, "_max_msg_queue_size", sys.maxsize)

    def _is_between_requests(self) -> bool:
        return self._current_request is None and not (self._messages or self._close or self._force_close)

    def _note_half_a_head(self) -> None:
        if self._unread.strip() and not self._messages:
            self._intake.unreadable(self._unread, Flaw.LEFT.value)
        self._unread = b""

    def _note_unreadable(self, piece: bytes) -> bool:
        flaw = self._flaw()
        if flaw is None or not piece:
            return False
        self._intake.unreadable(piece, Answer(status=400, body=flaw.encode("utf-8", "replace")))
        if self._late_body is not None and not self._late_body.is_eof():
            # It ends here; nobody else tells the one who reads it.
            self._late_body.set_exception(web.RequestPayloadError(flaw))
        return True

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        if status != 400:
            return super().handle_error(request, status, exc, message)
        answer = web.Response(status=400, text=f"This is no request that can be read: {message}\n")
        answer.force_close()
        return answer


async def _body(request: web.BaseRequest) -> tuple[bytes, Flaw | None]:
    content = request.content
    if content.is_eof() and content.exception() is None:
        # What is whole already is taken at once: a read that may wait costs more than all else that is done here.
        body = content.read_nowait()
        return (body, None) if len(body) <= MAX_BODY else (body[:MAX_BODY], Flaw.TOO_LONG)
    pieces = bytearray()
    try:
        while piece := await content.readany():
            pieces += piece
            if len(pieces) > MAX_BODY:
                return bytes(pieces[:MAX_BODY]), Flaw.TOO_LONG
    except ConnectionError:
        return bytes(pieces), Flaw.LEFT
    except RuntimeError:
        # So aiohttp puts it where the client has left before anybody reads.
        if request.transport is not None:
            raise
        return bytes(pieces), Flaw.LEFT
    except web.RequestPayloadError:
        # Whoever would read on for politeness, so that the client hears its answer, would meet the flaw again.
        content.feed_eof()
        return bytes(pieces), Flaw.BROKEN
    return bytes(pieces), None


def _target(request: web.BaseRequest) -> str:
    """Path and query as they were sent; a client that takes this for its proxy sends a whole URL."""
    target = request.raw_path
    return target if target.startswith("/") else request.rel_url.raw_path_qs or target


def _headers(request: web.BaseRequest) -> tuple[tuple[str, str], ...]:
    try:
        # One decoding for all; no header can hold a line break.
        texts = iter(b"\n".join(chain.from_iterable(request.raw_headers)).decode().split("\n"))
    except UnicodeDecodeError:
        return tuple((_text(name), _text(value)) for name, value in request.raw_headers)
    return tuple(zip(texts, texts, strict=True)) if request.raw_headers else ()


def _text(header: bytes) -> str:
    """A header as text that can be stored: its bytes as Latin-1, which loses none, where they are not UTF-8."""
    try:
        return header.decode()
    except UnicodeDecodeError:
        return header.decode("latin-1")
