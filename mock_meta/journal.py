"""The append-only record of every request that reached the mock, durable before it is answered.

One SQLite file in WAL mode, and nothing in memory: readers read the file. Rows of one turn of the event loop share a
commit; a request is answered only after its commit, so a killed process loses nothing that a client saw answered.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from mock_meta.event import Answer, Entry, Event, Request
from mock_meta.reading import events_of

_TABLE = """
create table if not exists requests (
  seq integer primary key, received_at real not null, method text not null, url text not null,
  headers text not null, body blob not null, answer text not null, part_of integer, events text
) strict
"""
_INSERT = "insert into requests values (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_SELECT = (
    "select seq, received_at, method, url, headers, body, answer, part_of, events from requests"
    " where seq > ? order by seq limit ?"
)
_PAGE = 256

_Headers = tuple[tuple[str, str], ...]
_Row = tuple[object, ...]
_encode = msgspec.json.Encoder().encode
_headers_from = msgspec.json.Decoder(_Headers).decode
_answer_from = msgspec.json.Decoder(Answer).decode
_events_from = msgspec.json.Decoder(tuple[Event, ...]).decode


class JournalError(Exception):
    """The journal's file can't be used; the message says which and why."""


class Journal:
    """The mock's record on disk."""

    def __init__(self, path: Path) -> None:
        """Open the journal at ``path``, with all that it already holds.

        Raises:
            JournalError: the file can't be opened or is no journal.
        """
        self.path = path
        self._waiting_rows: list[_Row] = []
        self._waiting_clients: list[asyncio.Future[None]] = []
        self._watchers: set[asyncio.Event] = set()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, isolation_level=None)
        except (OSError, sqlite3.Error) as error:
            raise JournalError(f"the journal {path} can't be opened: {error}") from error
        try:
            self._db.execute("pragma journal_mode = wal")
            self._db.execute("pragma synchronous = normal")
            self._db.execute(_TABLE)
            self._last = self._last_seq()
        except sqlite3.Error as error:
            self._db.close()
            raise JournalError(f"the journal {path} can't be opened: {error}") from error

    def _last_seq(self) -> int:
        # Names every column, so that a table of somebody else's is noticed now and not at the first request.
        list(self._db.execute(_SELECT, (0, 1)))
        (last,) = self._db.execute("select coalesce(max(seq), 0) from requests").fetchone()
        return int(last)

    def entries(self, after: int = 0) -> Iterator[Entry]:
        """Every request with its events, in order of receipt; only those with a greater ``seq`` than ``after``.

        Raises:
            JournalError: a row can't be read. Evidence is not passed over.
        """
        while rows := self._page(after):
            for row in rows:
                yield self._entry(row)
            after = int(rows[-1][0])

    def _page(self, after: int) -> list[tuple[int, float, str, str, str, bytes, str, int | None, str | None]]:
        try:
            return self._db.execute(_SELECT, (after, _PAGE)).fetchall()
        except sqlite3.Error as error:
            raise JournalError(f"the journal {self.path} can't be read: {error}") from error

    def _entry(self, row: tuple[int, float, str, str, str, bytes, str, int | None, str | None]) -> Entry:
        seq, received_at, method, url, headers, body, answer, part_of, events = row
        try:
            request = Request(
                seq=seq,
                received_at=received_at,
                method=method,
                url=url,
                headers=_headers_from(headers),
                body=body,
                answer=_answer_from(answer),
                part_of=part_of,
            )
            if events is not None:
                return Entry(request=request, events=_events_from(events))
        except msgspec.MsgspecError as error:
            raise JournalError(f"the journal {self.path} can't be read: request {seq}: {error}") from error
        return Entry(request=request, events=_numbered(events_of(request), seq))

    def requests(self) -> tuple[Request, ...]:
        """Every recorded request, in order of receipt."""
        return tuple(entry.request for entry in self.entries())

    def events(self) -> tuple[Event, ...]:
        """Every event that could be read from the requests, accepted and rejected."""
        return tuple(event for entry in self.entries() for event in entry.events)

    def __len__(self) -> int:
        """How many requests are recorded."""
        (held,) = self._db.execute("select count(*) from requests").fetchone()
        return int(held)

    async def record(self, request: Request, events: Sequence[Event] | None = ()) -> int:
        """Add one request and its events; return its ``seq`` once both are on disk.

        ``request.seq`` is ignored; events get their ``key`` and ``request`` here. None for events: they are those
        that `mock_meta.reading.events_of` reads from the request, and are not written a second time.

        Raises:
            JournalError: the file can't be written.
        """
        seq = self._last + 1
        row = _row(seq, request, None if events is None else _numbered(events, seq))
        self._last = seq
        committed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if not self._waiting_clients:
            asyncio.get_running_loop().call_soon(self._commit)
        self._waiting_rows.append(row)
        self._waiting_clients.append(committed)
        await committed
        return seq

    def record_now(self, request: Request) -> int:
        """Add one request without events and return its ``seq``; it is on disk already.

        Raises:
            JournalError: the file can't be written.
        """
        self._last += 1
        try:
            self._db.execute(_INSERT, _row(self._last, request, ()))
        except sqlite3.Error as error:
            raise self._unwritable(error) from error
        for watcher in self._watchers:
            watcher.set()
        return self._last

    def _commit(self) -> None:
        clients, self._waiting_clients = self._waiting_clients, []
        failure: JournalError | None = None
        try:
            self._write()
        except JournalError as error:
            failure = error
        for client in clients:
            if client.done():
                continue
            if failure is None:
                client.set_result(None)
            else:
                client.set_exception(failure)
        for watcher in self._watchers:
            watcher.set()

    def _write(self) -> None:
        rows, self._waiting_rows = self._waiting_rows, []
        try:
            self._db.execute("begin")
            self._db.executemany(_INSERT, rows)
            self._db.execute("commit")
        except sqlite3.Error as error:
            with contextlib.suppress(sqlite3.Error):
                self._db.execute("rollback")
            raise self._unwritable(error) from error

    def _unwritable(self, error: sqlite3.Error) -> JournalError:
        return JournalError(f"the journal {self.path} can't be written: {error}")

    def restore(self, entries: Iterable[Entry]) -> int:
        """Add entries of another journal as they are, with their numbers; return how many.

        All or nothing: when reading ``entries`` raises, none of them is added.

        Raises:
            JournalError: this journal already holds something, or the file can't be written.
        """
        if self._last:
            raise JournalError(f"the journal {self.path} already holds {len(self)} requests; restore into a new one")
        rows = (_row(entry.request.seq, entry.request, entry.events) for entry in entries)
        self._db.execute("begin")
        try:
            self._db.executemany(_INSERT, rows)
            self._db.execute("commit")
        except BaseException as error:
            self._db.execute("rollback")
            if isinstance(error, sqlite3.Error):
                raise self._unwritable(error) from error
            raise
        self._last = self._last_seq()
        return len(self)

    async def wait_until(self, satisfied: Callable[[], bool], timeout_s: float) -> bool:
        """Wait until ``satisfied()`` holds, looked at after every commit; False when ``timeout_s`` passed first."""
        if satisfied():
            return True
        moved = asyncio.Event()
        self._watchers.add(moved)
        try:
            async with asyncio.timeout(timeout_s):
                while not satisfied():
                    moved.clear()
                    await moved.wait()
        except TimeoutError:
            return False
        finally:
            self._watchers.discard(moved)
        return True

    def reset(self) -> None:
        """Forget everything, on disk too; numbering starts again."""
        self._db.execute("delete from requests")
        # Rows of this very turn are not on disk yet; written later they would take numbers that begin anew.
        self._waiting_rows.clear()
        self._last = 0

    def close(self) -> None:
        """Close the file; what is recorded stays."""
        self._db.close()


def _numbered(events: Iterable[Event], seq: int) -> tuple[Event, ...]:
    return tuple(
        msgspec.structs.replace(event, key=f"{seq}.{place}", request=seq) for place, event in enumerate(events)
    )


def _row(seq: int, request: Request, events: Sequence[Event] | None) -> _Row:
    return (
        seq,
        request.received_at,
        request.method,
        request.url,
        _encode(request.headers).decode(),
        request.body,
        _encode(request.answer).decode(),
        request.part_of,
        None if events is None else _encode(events).decode(),
    )
