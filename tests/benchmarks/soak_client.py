"""The soak's client: a seeded mix of good requests in every encoding, and of what goes wrong on a network between them.

Every event has an id of its own. What was sent, what was answered and what was cut off is noted, to be found again.
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import itertools
import json
import socket
import struct
import time
from collections import deque
from collections.abc import Awaitable, Callable
from random import Random
from urllib.parse import urlencode

from mock_meta.intake import MAX_BODY
from tests.benchmarks.load import PIXEL

PATIENCE_S = 120.0
_EDGE = f"/v26.0/{PIXEL}/events"
_FORM = "application/x-www-form-urlencoded"
_BOUNDARY = "----WebKitFormBoundarySoak"
_HALF_OPEN = 8
"""Connections that each client leaves open with half of something in them, at any time."""


class Notes:
    """What the client knows: ids of events, and bytes."""

    def __init__(self) -> None:
        self._ids = (f"soak-{number}" for number in itertools.count(1))
        self.sent: set[str] = set()
        self.answered: set[str] = set()
        self.cut: set[str] = set()
        self.reset: set[str] = set()
        self.garbage: list[bytes] = []
        self.half_heads: list[bytes] = []
        self.oversize = 0
        self.requests = 0
        self.refused: list[str] = []
        self._due = 0
        self._reached = asyncio.Event()

    def new(self, count: int = 1) -> list[str]:
        """So many new ids, noted as sent."""
        fresh = list(itertools.islice(self._ids, count))
        self.sent.update(fresh)
        return fresh

    def hear(self, ids: list[str], status: int) -> None:
        """Note the answer to a request with these events."""
        self.requests += 1
        if status == 200:
            self.answered.update(ids)
            if len(self.answered) >= self._due:
                self._reached.set()
        else:
            self.refused.append(f"{status} to a request with {len(ids)} events, the first of them {ids[:1]}")

    async def until(self, count: int) -> None:
        """Wait for so many answered events; one at a time may wait."""
        self._due = count
        self._reached.clear()
        if len(self.answered) < count:
            await self._reached.wait()


class Connection:
    """One connection at a time, made anew when it is gone."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def _open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        return self._streams

    async def send(self, *pieces: bytes) -> None:
        """Send pieces one after the other."""
        _, writer = await self._open()
        for piece in pieces:
            writer.write(piece)
            await writer.drain()

    async def status(self) -> int:
        """The status of the next answer, which is read whole."""
        assert self._streams is not None, "the server closed before it had answered all"
        reader, _ = self._streams
        async with asyncio.timeout(PATIENCE_S):
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            await reader.readexactly(int(head.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0]))
        if b"connection: close" in head or head.startswith(b"http/1.0"):
            await self.leave()
        return int(head.split(b" ", 2)[1])

    async def leave(self, *, reset: bool = False) -> None:
        """Close it, in order or by a reset."""
        if self._streams is None:
            return
        (_, writer), self._streams = self._streams, None
        if reset:
            raw = writer.get_extra_info("socket")
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


class Client:
    """One of several that send at once, each with its own connection and its own dice."""

    def __init__(self, port: int, dice: Random, notes: Notes) -> None:
        self._port = port
        self._dice = dice
        self._notes = notes
        self._at = Connection(port)
        self._half_open: deque[tuple[Connection, str]] = deque()
        good = {self._json: 30, self._gzip: 8, self._form: 8, self._chunked: 4, self._image: 30, self._pixel_form: 8}
        more = {self._beacon: 8, self._slow: 1, self._pipelined: 2, self._batch: 0.4}
        bad = {self._garbage: 0.6, self._half_head: 0.6, self._half_body: 0.6, self._linger: 0.4}
        self._moves: dict[Callable[[], Awaitable[None]], float] = {**good, **more, **bad}

    async def run(self, events: int) -> None:
        """Send until so many events have been answered, all clients together."""
        moves, weights = list(self._moves), list(self._moves.values())
        while len(self._notes.answered) < events:
            await self._dice.choices(moves, weights)[0]()
        for connection in (self._at, *(one for one, _ in self._half_open)):
            await connection.leave()

    async def last(self) -> None:
        """Some requests after all others: when they are answered, the server has noticed who has left."""
        for _ in range(3):
            await self._image()
        await self._at.leave()

    async def too_long(self) -> None:
        """A body of one byte more than is read."""
        await self._at.leave()
        head = f"POST {_EDGE} HTTP/1.1\r\nHost: graph.facebook.com\r\nContent-Length: {MAX_BODY + 1}\r\n\r\n"
        await self._at.send(head.encode(), b" " * (MAX_BODY + 1))
        assert await self._at.status() == 413
        await self._at.leave()
        self._notes.oversize += 1

    async def _ask(self, ids: list[str], *pieces: bytes) -> None:
        await self._at.send(*pieces)
        self._notes.hear(ids, await self._at.status())

    def _event(self, identity: str) -> dict[str, object]:
        person = {"em": [f"{self._dice.getrandbits(256):064x}"], "client_user_agent": "Mozilla/5.0", "fbp": "fb.1.1.1"}
        bought = {"value": self._dice.randrange(1, 50_000) / 100, "currency": "EUR", "order_id": identity}
        return {
            "event_name": "Purchase",
            "event_time": int(time.time()),
            "event_id": identity,
            "action_source": "website",
            "user_data": person,
            "custom_data": bought,
        }

    def _json_body(self, ids: list[str]) -> bytes:
        return json.dumps({"access_token": "EAAsoak", "data": [self._event(one) for one in ids]}).encode()

    async def _json(self) -> None:
        ids = self._notes.new()
        await self._ask(ids, _post(_EDGE, "application/json", self._json_body(ids)))

    async def _batch(self) -> None:
        ids = self._notes.new(self._dice.randint(10, 1000))
        body = self._json_body(ids)
        squeezed = gzip.compress(body, 1) if self._dice.random() < 0.3 else body
        await self._ask(ids, _post(_EDGE, "application/json", squeezed))

    async def _gzip(self) -> None:
        ids = self._notes.new()
        body = gzip.compress(self._json_body(ids), 1)
        await self._ask(ids, _post(_EDGE, "application/json", body, "Content-Encoding: gzip"))

    async def _form(self) -> None:
        ids = self._notes.new()
        body = urlencode({"access_token": "EAAsoak", "data": json.dumps([self._event(ids[0])])}).encode()
        await self._ask(ids, _post(_EDGE, _FORM, body))

    async def _chunked(self) -> None:
        ids = self._notes.new()
        body = self._json_body(ids)
        cut = self._dice.randrange(1, len(body))
        chunks = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in (body[:cut], body[cut:]))
        head = f"POST {_EDGE} HTTP/1.1\r\nHost: graph.facebook.com\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
        await self._ask(ids, head, chunks, b"0\r\n\r\n")

    async def _slow(self) -> None:
        ids = self._notes.new()
        wire = _post(_EDGE, "application/json", self._json_body(ids))
        await self._ask(ids, *(wire[at : at + 16] for at in range(0, len(wire), 16)))

    async def _image(self) -> None:
        ids = self._notes.new()
        await self._ask(ids, _get(ids[0]))

    async def _pipelined(self) -> None:
        ids = self._notes.new(self._dice.randint(2, 40))
        await self._at.send(b"".join(_get(one) for one in ids))
        for one in ids:
            self._notes.hear([one], await self._at.status())

    async def _pixel_form(self) -> None:
        ids = self._notes.new()
        await self._ask(ids, _post("/tr/", _FORM, _pixel(ids[0]).encode()))

    async def _beacon(self) -> None:
        ids = self._notes.new()
        fields = {"id": PIXEL, "ev": "Purchase", "eid": ids[0], "cd[value]": "1.5", "cd[currency]": "EUR"}
        parts = (
            f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in fields.items()
        )
        body = "".join((*parts, f"--{_BOUNDARY}--\r\n")).encode()
        await self._ask(ids, _post("/tr/", f"multipart/form-data; boundary={_BOUNDARY}", body))

    async def _garbage(self) -> None:
        noise = b"\x16\x03garbage %d %b\r\n\r\n" % (len(self._notes.garbage), self._dice.randbytes(60))
        await self._at.leave()
        await self._at.send(noise)
        assert await self._at.status() == 400
        self._notes.garbage.append(noise)

    def _half(self) -> tuple[str, bytes]:
        """A request that is cut off within its head or its body, and its event's id, which its address names too."""
        ids = self._notes.new()
        self._notes.cut.update(ids)
        wire = _post(f"{_EDGE}?cut={ids[0]}", "application/json", self._json_body(ids))
        line, head = wire.index(b" HTTP"), wire.index(b"\r\n\r\n")
        in_head = self._dice.random() < 0.5
        end = self._dice.randrange(line + 1, head) if in_head else self._dice.randrange(head + 5, len(wire))
        return ids[0], wire[:end]

    async def _drop(self, connection: Connection, identity: str) -> None:
        reset = self._dice.random() < 0.5
        if reset:
            self._notes.reset.add(identity)
        await connection.leave(reset=reset)

    async def _half_head(self) -> None:
        await self._at.leave()
        wire = b"GET /tr/?id=1&half=%d HTT" % len(self._notes.half_heads)
        self._notes.half_heads.append(wire)
        await self._at.send(wire)
        await self._at.leave()

    async def _half_body(self) -> None:
        await self._at.leave()
        identity, wire = self._half()
        await self._at.send(wire)
        await self._drop(self._at, identity)

    async def _linger(self) -> None:
        connection = Connection(self._port)
        identity, wire = self._half()
        await connection.send(wire)
        self._half_open.append((connection, identity))
        if len(self._half_open) > _HALF_OPEN:
            await self._drop(*self._half_open.popleft())


def _post(target: str, kind: str, body: bytes, *headers: str) -> bytes:
    more = "".join(f"{header}\r\n" for header in headers)
    head = f"POST {target} HTTP/1.1\r\nHost: graph.facebook.com\r\nContent-Type: {kind}\r\n{more}"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def _pixel(identity: str) -> str:
    said = {"id": PIXEL, "ev": "Purchase", "eid": identity, "dl": "https://shop.example/thanks", "cd[value]": "1.5"}
    return urlencode({**said, "cd[currency]": "EUR", "fbp": "fb.1.1.1", "ts": int(time.time() * 1000)})


def _get(identity: str) -> bytes:
    return f"GET /tr/?{_pixel(identity)} HTTP/1.1\r\nHost: www.facebook.com\r\n\r\n".encode()
