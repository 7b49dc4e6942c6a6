"""What pages show of a journal, read from it as it grows, as long as anybody looks.

Nothing is held for those who don't: without a page open, a request costs what it cost before.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from itertools import islice

from mock_meta.counting import CountingPolicy
from mock_meta.errors import JournalError
from mock_meta.event import Entry
from mock_meta.journal import Journal
from mock_meta.live.books import LiveBooks
from mock_meta.live.lines import Line, lines_of, placed

_AT_ONCE = 32
"""So many requests are read before others have their turn of the event loop."""
_EVENTS_AT_ONCE = 200
"""So many events of one request, likewise."""


class LiveRecord:
    """The lines of one generation of a journal, by key, those that changed last at the end.

    ``version`` is the number of the last request that is in it.
    """

    def __init__(self, generation: str, policy: CountingPolicy) -> None:
        self.generation = generation
        self.version = 0
        self.books = LiveBooks(policy)
        self._lines: dict[str, Line] = {}
        self._versions: dict[str, int] = {}

    def since(self, version: int) -> list[Line]:
        """The lines that have changed since the record had this version, as they are now, in order of change."""
        keys = []
        for key in reversed(self._versions):
            if self._versions[key] <= version:
                break
            keys.append(key)
        return [placed(self._lines[key], self.books) for key in reversed(keys)]

    async def read(self, entry: Entry) -> None:
        """Take the next request of the journal, in several turns of the loop if it carries much."""
        events, changed = entry.events, set()
        for start in range(0, len(events), _EVENTS_AT_ONCE):
            changed |= self.books.add(events[start : start + _EVENTS_AT_ONCE])
            if start + _EVENTS_AT_ONCE < len(events):
                await asyncio.sleep(0)
        lines = {line.key: line for line in lines_of(entry)}
        self._lines |= lines
        for key in dict.fromkeys((*lines, *sorted(changed))):
            self._versions.pop(key, None)
            self._versions[key] = entry.request.seq
        self.version = entry.request.seq


class Live:
    """The record of a mock for all pages that are open, and how they hear that something has changed."""

    def __init__(self, journal: Journal, policy: CountingPolicy) -> None:
        self._journal = journal
        self._policy = policy
        self._pages: set[asyncio.Event] = set()
        self._reading: asyncio.Task[None] | None = None
        self._is_closed = False
        self.record = self._new_record()
        self.failure = ""
        """Why the journal can't be read; empty if it can."""

    @property
    def is_closed(self) -> bool:
        """Whether the mock stops, so that pages should leave."""
        return self._is_closed

    @property
    def is_looked_at(self) -> bool:
        """Whether a page is open."""
        return bool(self._pages)

    @contextlib.contextmanager
    def looked_at(self, moved: asyncio.Event) -> Iterator[None]:
        """A page is open: ``moved`` is set whenever there may be something new, until it is closed."""
        self._pages.add(moved)
        if self._reading is None:
            self.record = self._new_record()
            self.failure = ""
            self._reading = asyncio.create_task(self._read_on())
        try:
            yield
        finally:
            self._pages.discard(moved)
            if not self._pages:
                self._reading.cancel()
                self._reading = None
                self.record = self._new_record()

    def ring(self) -> None:
        """Tell all pages that something other than the journal has changed."""
        for moved in self._pages:
            moved.set()

    def close(self) -> None:
        """Let all pages go."""
        self._is_closed = True
        self.ring()

    def _new_record(self) -> LiveRecord:
        return LiveRecord(self._journal.generation, self._policy)

    async def _read_on(self) -> None:
        moved = asyncio.Event()
        with self._journal.watched(moved):
            while True:
                moved.clear()
                try:
                    await self._read_what_is_there()
                except JournalError as error:
                    self.failure = str(error)
                    self.ring()
                    return
                await moved.wait()

    async def _read_what_is_there(self) -> None:
        while True:
            if self.record.generation != self._journal.generation:
                self.record = self._new_record()
            record = self.record
            page = list(islice(self._journal.entries(after=record.version), _AT_ONCE))
            for entry in page:
                await record.read(entry)
            self.ring()
            if len(page) < _AT_ONCE and record.generation == self._journal.generation:
                return
            await asyncio.sleep(0)
