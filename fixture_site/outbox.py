"""Copies on their way to Meta. A row is written with the order that it reports, so neither exists alone."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field

from fixture_site.capi import Permanent
from fixture_site.settings import Clock
from fixture_site.tracking import Action, Data, Tracking, Visitor, server_copies

LONGEST_PAUSE_S = 3600.0
AT_ONCE = 4
FAR = 9e12
"""A due time that never comes."""


class Outbox:
    """The rows. ``add`` joins the transaction that is open, if one is."""

    def __init__(self, db: sqlite3.Connection, clock: Clock, tracking: Tracking) -> None:
        self._db = db
        self._clock = clock
        self.tracking = tracking
        self.filled = asyncio.Event()
        self._in_memory: set[str] = set()

    def add(self, action: Action, visitor: Visitor) -> None:
        """Queue the server's copy of an action, once, however often it is asked for."""
        for place, copy in enumerate(server_copies(self.tracking, action, visitor)):
            # Every copy of an action is queued once.
            key = f"{action.id}/{place}" if place else action.id
            due = self._clock.now() + self.tracking.send_after_s(action)
            if not self.tracking.outlives_the_process(action):
                self._in_memory.add(key)
            self._db.execute(
                "INSERT OR IGNORE INTO outbox (action, session, name, event_id, payload, due)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (key, visitor.session, action.name, copy["event_id"], json.dumps(copy), due),
            )
        self.filled.set()

    def start_anew(self) -> None:
        """What is left of the rows in a new process: all that was written down."""
        with self._db:
            gone = [(key,) for key in self._in_memory]
            self._db.executemany("DELETE FROM outbox WHERE action = ? AND state = 'waiting'", gone)
        self._in_memory.clear()

    def withdraw(self, session: str) -> None:
        """Drop what has not been sent yet of a shopper who took the consent back."""
        self._db.execute("UPDATE outbox SET state = 'withdrawn' WHERE session = ? AND state = 'waiting'", (session,))

    def waiting(self, due_by: float) -> list[sqlite3.Row]:
        """The rows to send by then, oldest first."""
        query = "SELECT * FROM outbox WHERE state = 'waiting' AND due <= ? ORDER BY id"
        return self._db.execute(query, (due_by,)).fetchall()

    def next_due(self, except_for: set[int]) -> float | None:
        """When the next row is due, leaving out those that are on their way."""
        rows = self._db.execute("SELECT id, due FROM outbox WHERE state = 'waiting' ORDER BY due").fetchall()
        return next((row["due"] for row in rows if row["id"] not in except_for), None)

    def is_waiting(self, row_id: int) -> bool:
        """Whether that row still has to be sent."""
        query = "SELECT 1 FROM outbox WHERE id = ? AND state = 'waiting'"
        return self._db.execute(query, (row_id,)).fetchone() is not None

    def settle(self, row_id: int, state: str, error: str | None = None) -> None:
        """Close a row: ``sent`` or ``refused``."""
        with self._db:
            self._db.execute(
                "UPDATE outbox SET state = ?, error = ?, tries = tries + 1 WHERE id = ?", (state, error, row_id)
            )

    def postpone(self, row_id: int, tries: int, error: str) -> None:
        """Try a row again: after one second, then two, then four."""
        due = self._clock.now() + min(2.0**tries, LONGEST_PAUSE_S)
        with self._db:
            self._db.execute(
                "UPDATE outbox SET tries = ?, due = ?, error = ? WHERE id = ?", (tries + 1, due, error, row_id)
            )


@dataclass
class Sender:
    """Empties the outbox. It sleeps until a row arrives or falls due, and never longer or shorter."""

    outbox: Outbox
    clock: Clock
    send: Callable[[Data], None]
    _on_the_way: dict[int, asyncio.Task[str]] = field(default_factory=dict)
    _slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    async def run(self) -> None:
        """Send for ever."""
        while True:
            self.outbox.filled.clear()
            for row in self.outbox.waiting(self.clock.now()):
                self._start(row)
            await self._until_filled_or_due()

    async def drain(self) -> dict[str, int]:
        """Try each waiting row once, due or not, and tell what came of them."""
        states = await asyncio.gather(*[self._start(row) for row in self.outbox.waiting(FAR)])
        return {state: states.count(state) for state in ("sent", "refused", "waiting")}

    async def quiesce(self) -> None:
        """Wait for the copies that are on their way."""
        await asyncio.gather(*self._on_the_way.values())

    async def _until_filled_or_due(self) -> None:
        due = self.outbox.next_due(set(self._on_the_way))
        pause = None if due is None else max(0.0, due - self.clock.now())
        try:
            await asyncio.wait_for(self.outbox.filled.wait(), pause)
        except TimeoutError:
            return

    def _start(self, row: sqlite3.Row) -> asyncio.Task[str]:
        task = self._on_the_way.get(row["id"])
        if task is None:
            task = self._on_the_way[row["id"]] = asyncio.create_task(self._attempt(row))
            task.add_done_callback(lambda _: self._arrived(row["id"]))
        return task

    def _arrived(self, row_id: int) -> None:
        self._on_the_way.pop(row_id, None)
        # A row that failed has a due time now, which the sleeping loop must hear of.
        self.outbox.filled.set()

    async def _attempt(self, row: sqlite3.Row) -> str:
        async with self._slots:
            if not self.outbox.is_waiting(row["id"]):
                return "withdrawn"
            return await self._try(row)

    async def _try(self, row: sqlite3.Row) -> str:
        try:
            await asyncio.to_thread(self.send, json.loads(row["payload"]))
        except Permanent as refusal:
            self.outbox.settle(row["id"], "refused", str(refusal))
            return "refused"
        except Exception as failure:  # The SDK raises KeyError and TypeError for answers it can't read.
            self.outbox.postpone(row["id"], row["tries"], repr(failure))
            return "waiting"
        self.outbox.settle(row["id"], "sent")
        return "sent"
