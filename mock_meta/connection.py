"""The connections of the stand-in: aiohttp's, with nothing lost that a client sent, and a short way for usual calls.

It knows aiohttp's server from within, as do its tests. What it takes from there is in `_Connection` alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aiohttp import HttpVersion11, StreamReader, web
from aiohttp.http import RawRequestMessage
from aiohttp.web_protocol import RequestHandler

from mock_meta.event import Answer, Request
from mock_meta.intake import Flaw, headers_of
from mock_meta.reply import wire_bytes

MAX_LINE = 256 * 1024
"""The longest request line and header, in bytes."""

Say = Callable[[Answer], None]
"""Tell the client its answer."""
AtOnce = Callable[[Request, Say], bool]
"""Take a request whose answer needs no more than itself, and say it once all is on record; False if it is none."""

_UNSAID = Answer(status=200)


class Intake(web.Server):
    """An HTTP server that has bytes which are no request put on record before it refuses them.

    ``unreadable`` gets the bytes, as far as they were kept, and their answer; half of a head has none.
    ``at_once`` is offered what came whole while its connection was idle; ``handler`` gets the rest. ``now`` is
    seconds since the epoch.
    """

    def __init__(
        self, handler: Any, unreadable: Callable[[bytes, Answer], None], at_once: AtOnce, now: Callable[[], float]
    ) -> None:
        super().__init__(
            handler, access_log=None, max_line_size=MAX_LINE, max_field_size=MAX_LINE, auto_decompress=False
        )
        self.unreadable = unreadable
        self.at_once = at_once
        self.now = now

    def __call__(self) -> RequestHandler:
        """A protocol for one connection."""
        return _Connection(self, loop=self._loop, **self._kwargs)


class _Connection(RequestHandler):
    __slots__ = ("_intake", "_is_staying", "_is_taken", "_late_body", "_put_aside", "_unanswered", "_unread", "left")

    def __init__(self, intake: Intake, **options: Any) -> None:
        super().__init__(intake, **options)
        self._intake = intake
        self._unread = b""
        self._late_body: StreamReader | None = None
        self._unanswered = 0
        self._is_staying = True
        self._is_taken = False
        self._put_aside: list[Any] = []
        self.left: Callable[[], None] | None = None

    def data_received(self, data: bytes) -> None:
        known = self._request_count
        is_free = not (self._unanswered or self._is_taken or self._unread) and self._is_staying
        # Who waits here for a message takes it for granted that there is one, and one may be gone by then.
        waiter, self._waiter = self._waiter, None
        super().data_received(data)
        self._waiter = waiter
        self._unanswered += self._request_count - known
        if is_free and self._request_count == known + 1 and self._has_one_whole_request():
            self._offer()
        else:
            self._look_closer(known, data)
        self._wake()

    def _wake(self) -> None:
        """Let aiohttp handle the messages that lie here, unless an answer has to go before theirs."""
        if self._is_taken:
            self._put_aside += self._messages
            self._messages.clear()
        elif self._messages and self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def _offer(self) -> None:
        """Offer the one message that lies here to be answered at once."""
        message, payload = self._messages[0]
        if not isinstance(message, RawRequestMessage) or not _is_plain(message):
            return
        self._is_taken = True
        # Reading parses what lies behind, which must not be handled before this one.
        self._messages.clear()
        request = self._read(message, payload)
        if self._intake.at_once(request, self._say):
            self._unanswered -= 1
            if self._parser is not None:
                self._parser.message_consumed()
            return
        if request.body:
            payload = StreamReader(self, self._read_bufsize, loop=self._loop)
            payload.feed_data(request.body)
            payload.feed_eof()
        self._is_taken = False
        self._messages.append((message, payload))
        self._messages += self._put_aside
        self._put_aside.clear()

    def _read(self, message: RawRequestMessage, payload: Any) -> Request:
        return Request(
            seq=0,
            received_at=self._intake.now(),
            method=message.method,
            url=message.path,
            headers=headers_of(message.raw_headers),
            body=payload.read_nowait(),
            answer=_UNSAID,
        )

    def resume_reading(self, resume_parser: bool = True) -> None:
        # What is taken came whole and alone, so that nothing was paused and nothing lies behind it.
        if not self._is_taken or self._reading_paused:
            super().resume_reading(resume_parser)

    def _say(self, answer: Answer) -> None:
        if self.transport is None:
            return
        self.transport.write(wire_bytes(answer, keep_alive=True))
        self._keepalive = True
        self._next_keepalive_close_time = self._loop.time() + self._keepalive_timeout
        if self._keepalive_handle is None:
            self._keepalive_handle = self._loop.call_at(self._next_keepalive_close_time, self._process_keepalive)
        self._is_taken = False
        self._messages += self._put_aside
        self._put_aside.clear()
        self._wake()

    async def finish_response(
        self, request: web.BaseRequest, resp: web.StreamResponse, start_time: float | None
    ) -> tuple[web.StreamResponse, bool]:
        finished = await super().finish_response(request, resp, start_time)
        self._is_staying = bool(finished[0].keep_alive)
        self._unanswered -= 1
        return finished

    def _look_closer(self, known: int, data: bytes) -> None:
        """See to what is not whole, is no request, or came behind another."""
        self._parse_rest(known)
        if self._request_count != known or not data:
            noted = self._note_unreadable(self._unread + data)
            # A full queue: the rest is parsed when there is room, and is not handed over a second time.
            self._unread = self._unread + data if self._is_queue_full() and not noted else b""
        elif self._is_between_requests() and len(self._unread) <= MAX_LINE:
            self._unread += data
        if self._upgraded and self._parser is not None:
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
            self._unanswered += self._request_count - known

    def _may_parse_more(self) -> bool:
        return not (self._is_queue_full() or self._reading_paused or self._flaw() is not None)

    def _flaw(self) -> str | None:
        message = self._messages[-1][0] if self._messages else None
        return None if message is None or isinstance(message, RawRequestMessage) else message.message

    def connection_lost(self, exc: BaseException | None) -> None:
        self._note_half_a_head()
        super().connection_lost(exc)
        if self.left is not None:
            self.left()

    async def shutdown(self, timeout: float | None = 15.0) -> None:
        self._note_half_a_head()
        await super().shutdown(timeout)

    def _is_queue_full(self) -> bool:
        return len(self._messages) >= self._max_msg_queue_size

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


def when_left(request: web.BaseRequest, tell: Callable[[], None]) -> None:
    """Call ``tell`` when the client of a request that is being answered has gone; only the last one given is."""
    assert isinstance(request.protocol, _Connection)
    request.protocol.left = tell


def _is_plain(message: RawRequestMessage) -> bool:
    """Whether this is a request of a client that stays, and that waits for nothing before it sends its body."""
    return (
        not message.should_close
        and message.version == HttpVersion11
        and message.path[:1] == "/"
        and "Expect" not in message.headers
    )
