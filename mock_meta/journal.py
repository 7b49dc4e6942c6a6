"""The append-only record of every request that reached the mock, durable before it is answered.

One SQLite file in WAL mode, and nothing in memory: readers read the file. Rows of one turn of the event loop share a
commit, unless turns have brought one row at a time; a request is answered only after its commit, so a killed process
loses nothing that a client saw answered.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from mock_meta.errors import JournalError
from mock_meta.event import Entry, Event, Request
from mock_meta.only_writer import only_writer
from mock_meta.rows import INSERT, SELECT, TABLE, Row, StoredRow, entry_of, new_row, row_of

Recorded = Callable[[JournalError | None], None]
"""What to do once rows are on disk, or have failed to get there."""

_PAGE = 16
_LARGE = 64 * 1024
"""A body that takes long to read is written in a turn of its own, so that others are heard in between."""


class Journal:
    """The mock's record on disk."""

    generation: str
    """Changes when numbering begins again; a number of one generation means nothing in another."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        """Open the journal at ``path``, with all that it already holds.

        One that others only read may be open anywhere; one that is written to belongs to one process.

        Raises:
            JournalError: the file can't be opened, is no journal, or is written to already.
        """
        self.path = path
        self._waiting_rows: list[Row] = []
        self._waiting_clients: list[Recorded] = []
        self._watchers: set[asyncio.Event] = set()
        self._is_alone = False
        self._turn_taken = False
        self.generation = _new_generation()
        with contextlib.ExitStack() as opened:
            try:
                if not read_only:
                    path.parent.mkdir(parents=True, exist_ok=True)
                    opened.enter_context(only_writer(path))
                self._db = sqlite3.connect(path, isolation_level=None)
                opened.callback(self._db.close)
                self._prepare(read_only)
            except (OSError, sqlite3.Error) as error:
                raise JournalError(f"the journal {path} can't be opened: {error}") from error
            self._opened = opened.pop_all()

    def _prepare(self, read_only: bool) -> None:
        if read_only:
            self._db.execute("pragma query_only = on")
        else:
            self._db.execute("pragma journal_mode = wal")
            self._db.execute("pragma synchronous = normal")
            self._db.execute(TABLE)
        self._last = self._last_seq()

    def _last_seq(self) -> int:
        # Names every column, so that a table of somebody else's is noticed now and not at the first request.
        list(self._db.execute(SELECT, (0, 1)))
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

    def entry(self, seq: int) -> Entry | None:
        """The request with this number and its events, or None.

        Raises:
            JournalError: it can't be read.
        """
        rows = self._page(seq - 1, 1)
        return self._entry(rows[0]) if rows and rows[0][0] == seq else None

    def _page(self, after: int, limit: int = _PAGE) -> list[StoredRow]:
        try:
            return self._db.execute(SELECT, (after, limit)).fetchall()
        except sqlite3.Error as error:
            raise JournalError(f"the journal {self.path} can't be read: {error}") from error

    def _entry(self, row: StoredRow) -> Entry:
        try:
            return entry_of(row)
        except msgspec.MsgspecError as error:
            raise JournalError(f"the journal {self.path} can't be read: request {row[0]}: {error}") from error

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
        committed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        seq = self.record_then(request, events, lambda failure: _settle(committed, failure))
        await committed
        return seq

    def record_then(self, request: Request, events: Sequence[Event] | None, recorded: Recorded) -> int:
        """As `record`, but tell ``recorded`` once both are on disk, or why they are not; maybe before this returns."""
        seq = self._last + 1
        row = new_row(seq, request, events)
        self._last = seq
        loop = asyncio.get_running_loop()
        if self._is_alone and not self._turn_taken and len(request.body) < _LARGE:
            self._turn_taken = True
            loop.call_soon(self._end_turn)
            failure = self._write([row])
            recorded(failure)
            self._tell_watchers()
            return seq
        self._is_alone = False
        if not self._waiting_clients:
            loop.call_soon(self._commit)
        self._waiting_rows.append(row)
        self._waiting_clients.append(recorded)
        return seq

    def _end_turn(self) -> None:
        self._turn_taken = False

    def record_now(self, request: Request) -> int:
        """Add one request without events and return its ``seq``; it is on disk already.

        Raises:
            JournalError: the file can't be written.
        """
        self._last += 1
        # With all that waits, so that a reader who goes on behind a number has missed none before it.
        self._waiting_rows.append(new_row(self._last, request, ()))
        failure = self._write_waiting()
        if failure is not None:
            raise failure
        return self._last

    def _commit(self) -> None:
        # A client that has the turn to itself need not wait for others, from its next request on.
        self._is_alone = len(self._waiting_clients) == 1
        self._write_waiting()

    def _write_waiting(self) -> JournalError | None:
        """Write what waits and tell those who wait for it; why that failed, or None."""
        clients, self._waiting_clients = self._waiting_clients, []
        rows, self._waiting_rows = self._waiting_rows, []
        failure = self._write(rows)
        for recorded in clients:
            recorded(failure)
        self._tell_watchers()
        return failure

    def _tell_watchers(self) -> None:
        for watcher in self._watchers:
            watcher.set()

    def _write(self, rows: Sequence[Row]) -> JournalError | None:
        try:
            if len(rows) == 1:
                self._db.execute(INSERT, rows[0])
            else:
                self._db.execute("begin")
                self._db.executemany(INSERT, rows)
                self._db.execute("commit")
        except sqlite3.Error as error:
            with contextlib.suppress(sqlite3.Error):
                self._db.execute("rollback")
            return self._unwritable(error)
        return None

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
        rows = (row_of(entry.request.seq, entry.request, entry.events) for entry in entries)
        self._db.execute("begin")
        try:
            self._db.executemany(INSERT, rows)
            self._db.execute("commit")
        except BaseException as error:
            self._db.execute("rollback")
            if isinstance(error, sqlite3.Error):
                raise self._unwritable(error) from error
            raise
        self._last = self._last_seq()
        self._tell_watchers()
        return len(self)

    async def wait_until(self, satisfied: Callable[[], bool], timeout_s: float) -> bool:
        """Wait until ``satisfied()`` holds, looked at after every commit; False when ``timeout_s`` passed first."""
        if satisfied():
            return True
        moved = asyncio.Event()
        try:
            with self.watched(moved):
                async with asyncio.timeout(timeout_s):
                    while not satisfied():
                        moved.clear()
                        await moved.wait()
        except TimeoutError:
            return False
        return True

    @contextlib.contextmanager
    def watched(self, moved: asyncio.Event) -> Iterator[None]:
        """Set ``moved`` after every commit, and when all is forgotten."""
        self._watchers.add(moved)
        try:
            yield
        finally:
            self._watchers.discard(moved)

    def reset(self) -> None:
        """Forget everything, on disk too; numbering starts again."""
        self._db.execute("delete from requests")
        # Rows of this very turn are not on disk yet; written later they would take numbers that begin anew.
        self._waiting_rows.clear()
        self._last = 0
        self.generation = _new_generation()
        self._tell_watchers()

    def close(self) -> None:
        """Close the file; what is recorded stays."""
        self._opened.close()


def _new_generation() -> str:
    return secrets.token_hex(4)


def _settle(waiting: asyncio.Future[None], failure: JournalError | None) -> None:
    if waiting.done():
        return
    if failure is None:
        waiting.set_result(None)
    else:
        waiting.set_exception(failure)
