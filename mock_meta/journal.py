"""The append-only record of every request that reached the mock, durable before it is answered.

One SQLite file in WAL mode. Rows of one turn of the event loop share a commit; a request is answered only after its
commit, so a killed process loses nothing that a client saw answered.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from mock_meta.event import Answer, Entry, Event, Request

_TABLE = """
create table if not exists requests (
  seq integer primary key, received_at real not null, method text not null, url text not null,
  headers text not null, body blob not null, answer text not null, part_of integer, events text not null
) strict
"""
_INSERT = "insert into requests values (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_SELECT = "select seq, received_at, method, url, headers, body, answer, part_of, events from requests order by seq"

_Headers = tuple[tuple[str, str], ...]


class JournalError(Exception):
    """The journal's file can't be used; the message says which and why."""


class Journal:
    """The mock's record, in memory for readers and on disk for good."""

    def __init__(self, path: Path) -> None:
        """Open the journal at ``path``, with all that it already holds.

        Raises:
            JournalError: the file can't be opened or is no journal.
        """
        self.path = path
        self._requests: list[Request] = []
        self._events: list[Event] = []
        self._waiting_rows: list[tuple[object, ...]] = []
        self._flushed: asyncio.Future[None] | None = None
        self._changed = asyncio.Condition()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, isolation_level=None)
        except (OSError, sqlite3.Error) as error:
            raise JournalError(f"the journal {path} can't be opened: {error}") from error
        try:
            self._load()
        except (sqlite3.Error, msgspec.MsgspecError) as error:
            self._db.close()
            raise JournalError(f"the journal {path} can't be opened: {error}") from error

    def _load(self) -> None:
        self._db.execute("pragma journal_mode = wal")
        self._db.execute("pragma synchronous = normal")
        self._db.execute(_TABLE)
        for seq, received_at, method, url, headers, body, answer, part_of, events in self._db.execute(_SELECT):
            self._requests.append(
                Request(
                    seq=seq,
                    received_at=received_at,
                    method=method,
                    url=url,
                    headers=msgspec.json.decode(headers, type=_Headers),
                    body=body,
                    answer=msgspec.json.decode(answer, type=Answer),
                    part_of=part_of,
                )
            )
            self._events.extend(msgspec.json.decode(events, type=tuple[Event, ...]))

    def requests(self) -> tuple[Request, ...]:
        """Every recorded request, in order of receipt."""
        return tuple(self._requests)

    def events(self) -> tuple[Event, ...]:
        """Every event that could be read from the requests, accepted and rejected."""
        return tuple(self._events)

    def entries(self) -> Iterator[Entry]:
        """Every request with its events, in order of receipt."""
        events: dict[int, list[Event]] = {}
        for event in self._events:
            events.setdefault(event.request, []).append(event)
        for request in self._requests:
            yield Entry(request=request, events=tuple(events.get(request.seq, ())))

    def restore(self, entries: Iterable[Entry]) -> int:
        """Add entries of another journal as they are, with their numbers; return how many.

        All or nothing: when reading ``entries`` raises, none of them is added.

        Raises:
            JournalError: this journal already holds something, or the file can't be written.
        """
        if self._requests:
            raise JournalError(f"the journal {self.path} already holds {len(self)} requests; restore into a new one")
        added = list(entries)
        self._waiting_rows.extend(_row(entry.request, entry.events) for entry in added)
        self._write()
        self._requests.extend(entry.request for entry in added)
        self._events.extend(event for entry in added for event in entry.events)
        return len(added)

    def __len__(self) -> int:
        """How many requests are recorded."""
        return len(self._requests)

    async def record(self, request: Request, events: Sequence[Event] = ()) -> Request:
        """Add one request and its events; return it with its ``seq`` once both are on disk.

        ``request.seq`` is ignored; events get their ``key`` and ``request`` here.
        """
        seq = self._requests[-1].seq + 1 if self._requests else 1
        request = msgspec.structs.replace(request, seq=seq)
        numbered = [
            msgspec.structs.replace(event, key=f"{seq}.{place}", request=seq) for place, event in enumerate(events)
        ]
        # Written out before it is remembered: what can't be stored must not be seen by readers either.
        row = _row(request, numbered)
        self._requests.append(request)
        self._events.extend(numbered)
        self._waiting_rows.append(row)
        await self._commit()
        return request

    async def _commit(self) -> None:
        if self._flushed is None:
            loop = asyncio.get_running_loop()
            self._flushed = loop.create_future()
            loop.call_soon(self._flush, self._flushed)
        await asyncio.shield(self._flushed)
        async with self._changed:
            self._changed.notify_all()

    def _flush(self, flushed: asyncio.Future[None]) -> None:
        self._flushed = None
        try:
            self._write()
        except JournalError as error:
            flushed.set_exception(error)
        else:
            flushed.set_result(None)

    def _write(self) -> None:
        rows, self._waiting_rows = self._waiting_rows, []
        try:
            self._db.execute("begin")
            self._db.executemany(_INSERT, rows)
            self._db.execute("commit")
        except sqlite3.Error as error:
            with contextlib.suppress(sqlite3.Error):
                self._db.execute("rollback")
            raise JournalError(f"the journal {self.path} can't be written: {error}") from error

    async def wait_until(self, satisfied: Callable[[], bool], timeout_s: float) -> bool:
        """Wait until ``satisfied()`` holds, looked at after every record; False when ``timeout_s`` passed first."""
        try:
            async with asyncio.timeout(timeout_s), self._changed:
                await self._changed.wait_for(satisfied)
        except TimeoutError:
            return False
        return True

    def reset(self) -> None:
        """Forget everything, on disk too; numbering starts again."""
        self._db.execute("delete from requests")
        # Rows of this very turn are not on disk yet; written later they would take numbers that begin anew.
        self._waiting_rows.clear()
        self._requests.clear()
        self._events.clear()

    def close(self) -> None:
        """Close the file; what is recorded stays."""
        self._db.close()


def _row(request: Request, events: Sequence[Event]) -> tuple[object, ...]:
    return (
        request.seq,
        request.received_at,
        request.method,
        request.url,
        msgspec.json.encode(request.headers).decode(),
        request.body,
        msgspec.json.encode(request.answer).decode(),
        request.part_of,
        msgspec.json.encode(events).decode(),
    )
