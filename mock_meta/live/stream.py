"""News for one page, as server-sent events: all that it does not know yet, and then whatever comes.

A browser that lost its connection says what it had last, and misses nothing. What comes while a slow page still takes
the last news is put together, so that the mock neither waits for a page nor piles up what it has to tell it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence

import msgspec
from aiohttp import web

from mock_meta.connection import when_left
from mock_meta.live.lines import Line
from mock_meta.live.record import Live, LiveRecord
from mock_meta.live.state import State

_LINES = 250
"""So many lines at most are told at once: more would keep the page from drawing for too long."""
_HEADERS = {"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
_RETRY = b"retry: 1000\n\n"


class Told(msgspec.Struct):
    """What a page has been told already."""

    generation: str = ""
    version: int = 0
    state: State | None = None


def told_before(mark: str) -> Told:
    """What a page knows that gives this as the last mark that it had; nothing if it is none."""
    generation, _, version = mark.partition("-")
    if not (generation and version.isascii() and version.isdigit()):
        return Told()
    return Told(generation=generation, version=int(version))


async def stream(request: web.BaseRequest, live: Live, state: Callable[[], State], told: Told) -> web.StreamResponse:
    """Tell a page the news until it leaves, or the mock stops."""
    response = web.StreamResponse(headers=_HEADERS)
    await response.prepare(request)
    moved = asyncio.Event()
    when_left(request, moved.set)
    try:
        await response.write(_RETRY)
        with live.looked_at(moved):
            while not live.is_closed and request.transport is not None:
                moved.clear()
                for message in _news(live.record, state(), told):
                    await response.write(message)
                await moved.wait()
    except ConnectionError:
        # The page has left; there is nobody to tell.
        pass
    response.force_close()
    return response


def _news(record: LiveRecord, state: State, told: Told) -> Iterator[bytes]:
    """What has changed since ``told``, which knows of it afterwards."""
    if told.state != state:
        told.state = state
        yield _message("state", state)
    if told.generation != record.generation:
        told.generation, told.version = record.generation, 0
        yield _message("forget", {})
    version = record.version
    if told.version < version:
        lines = record.since(told.version)
        told.version = version
        yield from _lines(lines, f"{record.generation}-{version}")


def _lines(lines: Sequence[Line], mark: str) -> Iterator[bytes]:
    """The lines in pieces; a page that gets the last one has all that the mark stands for."""
    for start in range(0, len(lines), _LINES):
        is_last = start + _LINES >= len(lines)
        yield _message("lines", lines[start : start + _LINES], mark if is_last else "")


def _message(kind: str, data: object, mark: str = "") -> bytes:
    numbered = f"id: {mark}\n".encode() if mark else b""
    return numbered + f"event: {kind}\ndata: ".encode() + msgspec.json.encode(data) + b"\n\n"
