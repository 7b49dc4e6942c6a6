"""An answer as bytes on the wire, in one write.

A general response object does far more than is needed here, and every event would pay for it.
"""

from __future__ import annotations

import time
from email.utils import formatdate
from functools import lru_cache
from http import HTTPStatus
from typing import cast

from aiohttp import HttpVersion11, web

from mock_meta.event import Answer


def reply_to(request: web.BaseRequest, answer: Answer) -> web.StreamResponse:
    """What an `aiohttp` server takes as a handler's result, and writes as ``answer``.

    The connection stays open where the client wants that and has sent its body to the end.
    """
    keep_alive = request.keep_alive and request.version == HttpVersion11 and request.content.is_eof()
    return cast("web.StreamResponse", _Reply(answer, keep_alive))


def wire_bytes(answer: Answer, *, keep_alive: bool, with_body: bool = True) -> bytes:
    """The answer as HTTP/1.1 has it, with date and length; without its body it still tells the length."""
    lines = [_status_line(answer.status), *map(": ".join, answer.headers)]
    lines += (f"Content-Length: {len(answer.body)}", _date_line(int(time.time())))
    if not keep_alive:
        lines.append("Connection: close")
    head = "\r\n".join(lines).encode() + b"\r\n\r\n"
    return head + answer.body if with_body else head


class _Reply:
    """The part of `aiohttp.web.StreamResponse` that its server uses."""

    def __init__(self, answer: Answer, keep_alive: bool) -> None:
        self.status = answer.status
        self.keep_alive = keep_alive
        self._answer = answer

    async def prepare(self, request: web.BaseRequest) -> None:
        """Write all of it, or cut the connection; a client that has left meanwhile gets nothing."""
        if request.transport is None:
            return
        if not self._answer.status:
            request.transport.abort()
        else:
            with_body = request.method != "HEAD"
            request.transport.write(wire_bytes(self._answer, keep_alive=self.keep_alive, with_body=with_body))

    async def write_eof(self) -> None:
        """Everything is written by now."""


@lru_cache
def _status_line(status: int) -> str:
    return f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"


@lru_cache(maxsize=1)
def _date_line(second: int) -> str:
    return f"Date: {formatdate(second, usegmt=True)}"
