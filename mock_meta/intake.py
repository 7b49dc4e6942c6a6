"""Requests as they come off the wire: read whole, or as far as they came, so that nothing a client sent is lost."""

from __future__ import annotations

from enum import Enum
from itertools import chain

from aiohttp import web

from mock_meta.event import Answer, Request

MAX_BODY = 32 * 1024 * 1024
"""The longest body that is read, in bytes. Meta's own limit is not known; a thousand full events have about 2 MB."""

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
        headers=headers_of(request.raw_headers),
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


def headers_of(raw_headers: tuple[tuple[bytes, bytes], ...]) -> tuple[tuple[str, str], ...]:
    """Headers as text, in the order sent."""
    try:
        # One decoding for all; no header can hold a line break.
        texts = iter(b"\n".join(chain.from_iterable(raw_headers)).decode().split("\n"))
    except UnicodeDecodeError:
        return tuple((_text(name), _text(value)) for name, value in raw_headers)
    return tuple(zip(texts, texts, strict=True)) if raw_headers else ()


def _text(header: bytes) -> str:
    """A header as text that can be stored: its bytes as Latin-1, which loses none, where they are not UTF-8."""
    try:
        return header.decode()
    except UnicodeDecodeError:
        return header.decode("latin-1")
