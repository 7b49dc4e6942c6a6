"""A mock on a thread of its own, for tests that are not coroutines, and a client that hears all that is said to it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import socket
import threading
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from mock_meta.counting import count
from mock_meta.event import Entry
from mock_meta.journal import Journal
from mock_meta.near_misses import explain
from mock_meta.server import MetaSettings, MockMeta
from tests.mock_meta.factories import PATIENCE_S

_TURNS = 40
"""Turns of an event loop within which bytes that are in its socket have become a request in flight."""
_KEPT = 200
"""The requests after which the journal is read as a whole and emptied."""


class Heard(NamedTuple):
    """One answer, taken apart."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def is_graphs(self) -> bool:
        """Whether the Graph API answered."""
        return "facebook-api-version" in self.headers

    @property
    def is_controls(self) -> bool:
        """Whether the control API answered, whose calls are not recorded."""
        return not self.is_graphs and self.headers.get("content-type", "").startswith("application/json")


class Running:
    """A mock on a thread of its own, and a plain client that can tell when it has nothing more to say."""

    def __init__(self, journal: Path, settings: MetaSettings) -> None:
        self._path = journal
        self._settings = settings
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._serve(),))
        self._thread.start()
        assert self._ready.wait(PATIENCE_S)
        self.journal = Journal(journal, read_only=True)

    async def _serve(self) -> None:
        self._stopped = asyncio.Event()
        async with MockMeta(self._path, settings=self._settings) as self.meta:
            self._ready.set()
            await self._stopped.wait()

    def stop(self) -> None:
        """End it."""
        self.journal.close()
        self._loop.call_soon_threadsafe(self._stopped.set)
        self._thread.join()
        self._loop.close()

    def talk(self, *pieces: bytes, whole: bool = False) -> tuple[list[Heard], list[Entry]]:
        """Send bytes; what is said to them until the server closes, and what has come to the journal.

        A server that waits for more is told that there is no more, unless they are known to be a ``whole`` request.
        """
        self._keep_small()
        before, heard = len(self.journal), bytearray()
        with socket.create_connection(("127.0.0.1", self.meta.http_port), PATIENCE_S) as client:
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with contextlib.suppress(ConnectionError):
                for piece in pieces:
                    client.sendall(piece)
            if not whole:
                self._await(self._turns())
                with contextlib.suppress(OSError):
                    client.shutdown(socket.SHUT_WR)
            with contextlib.suppress(ConnectionError):
                while more := client.recv(65536):
                    heard += more
        self._await(self._quiet())
        return list(answers(bytes(heard))), list(self.journal.entries(before))

    def _await(self, what: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(what, self._loop).result(PATIENCE_S)

    async def _turns(self) -> None:
        # A request that waits for its body is in flight, so that only its turns can be waited for.
        for _ in range(_TURNS):
            await asyncio.sleep(0)

    async def _quiet(self) -> None:
        await self._turns()
        assert await self.meta.activity.quiet(0.0, PATIENCE_S)

    def _keep_small(self) -> None:
        """Read the journal as a whole and empty it, from time to time."""
        if (held := len(self.journal)) > _KEPT:
            assert [one.seq for one in self.journal.requests()] == list(range(1, held + 1))
            assert self.journal.events() == tuple(event for one in self.journal.entries() for event in one.events)
            readable(list(self.journal.entries()))
            self._await(self._reset())

    async def _reset(self) -> None:
        self.meta.reset()


def answers(raw: bytes) -> Iterator[Heard]:
    """The answers in what a server said, without its go-aheads; an answer to HEAD has a length and no body."""
    while raw:
        head, _, rest = raw.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        assert re.fullmatch(r"HTTP/\d\.\d \d{3} .+", lines[0]), raw[:200]
        status = int(lines[0].split(" ")[1])
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:])}
        length = 0 if status == 100 or not rest or rest.startswith(b"HTTP/") else int(headers["content-length"])
        assert len(rest) >= length, "half an answer"
        if status != 100:
            yield Heard(status, headers, rest[:length])
        raw = rest[length:]


def readable(entries: list[Entry]) -> None:
    """Whatever was recorded can be counted, counted again, explained, and told as JSON."""
    heard = [event for entry in entries for event in entry.events]
    counted = count(heard)
    explained = explain(counted)
    assert count(heard) == counted
    assert explain(count(heard)) == explained
    assert msgspec.json.decode(msgspec.json.encode(entries), type=list[Entry]) == entries
    json.loads(msgspec.json.encode(explained))
