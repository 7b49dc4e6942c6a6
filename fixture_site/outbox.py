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


class Outbox:
    """The rows. ``add`` joins the transaction that is open, if one is."""

    def __init__(self, db: sqlite3.Connection, clock: Clock, tracking: Tracking) -> None:
        self._db = db
        self._clock = clock
        self.tracking = tracking
        self.filled = asyncio.Event()
        self._in_memory: set[str] = set()

    def add(self, action: Action, visitor: Visitor) -> None:
        """Queue the server's copy of an action, once, however often it is asked for.

        One that was withdrawn unsent is queued again: whoever asks now was allowed to.
        """
        for place, copy in enumerate(server_copies(self.tracking, action, visitor)):
            # Every copy of an action is queued once.
            key = f"{action.id}/{place}" if place else action.id
            if not self.tracking.outlives_the_process(action):
                self._in_memory.add(key)
            not_before = self.tracking.sends_at(self._clock.now())
            due = not_before + self.tracking.gathers_s
            self._db.execute(
                "INSERT INTO outbox (action, session, name, event_id, payload, not_before, due)"
                " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (action) DO UPDATE SET state = 'waiting',"
                " payload = excluded.payload, not_before = excluded.not_before, due = excluded.due"
                " WHERE state = 'withdrawn'",
                (key, visitor.session, action.name, copy["event_id"], json.dumps(copy), not_before, due),
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

    def due(self) -> list[sqlite3.Row]:
        """The rows to send now, oldest first."""
        return self._waiting("due")

    def sendable(self) -> list[sqlite3.Row]:
        """The rows that may be sent now, also those that wait for company or for another try."""
        return self._waiting("not_before")

    def _waiting(self, moment: str) -> list[sqlite3.Row]:
        query = f"SELECT * FROM outbox WHERE state = 'waiting' AND {moment} <= ? ORDER BY id"  # noqa: S608
        return self._db.execute(query, (self._clock.now(),)).fetchall()

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
    send: Callable[[list[Data]], None]
    _on_the_way: dict[int, asyncio.Task[list[str]]] = field(default_factory=dict)
    _slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    async def run(self) -> None:
        """Send for ever."""
        while True:
            self.outbox.filled.clear()
            self._start(self.outbox.due())
            await self._until_filled_or_due()

    async def drain(self) -> dict[str, int]:
        """Try each row that may be sent once, due or not, and tell what came of them."""
        done = await asyncio.gather(*self._start(self.outbox.sendable()))
        states = [state for call in done for state in call]
        return {state: states.count(state) for state in ("sent", "refused", "waiting")}

    async def quiesce(self) -> None:
        """Wait for the copies that are on their way."""
        await asyncio.gather(*set(self._on_the_way.values()))

    async def _until_filled_or_due(self) -> None:
        due = self.outbox.next_due(set(self._on_the_way))
        pause = None if due is None else max(0.0, due - self.clock.now())
        try:
            await asyncio.wait_for(self.outbox.filled.wait(), pause)
        except TimeoutError:
            return

    def _start(self, rows: list[sqlite3.Row]) -> set[asyncio.Task[list[str]]]:
        """The calls that carry these rows, begun where they are not on their way yet."""
        fresh = [row for row in rows if row["id"] not in self._on_the_way]
        size = self.outbox.tracking.batch
        for first in range(0, len(fresh), size):
            self._call(fresh[first : first + size])
        return {self._on_the_way[row["id"]] for row in rows}

    def _call(self, rows: list[sqlite3.Row]) -> None:
        task = asyncio.create_task(self._attempt(rows))
        self._on_the_way.update({row["id"]: task for row in rows})
        task.add_done_callback(lambda _: self._arrived(rows))

    def _arrived(self, rows: list[sqlite3.Row]) -> None:
        for row in rows:
            self._on_the_way.pop(row["id"], None)
        # A row that failed has a due time now, which the sleeping loop must hear of.
        self.outbox.filled.set()

    async def _attempt(self, rows: list[sqlite3.Row]) -> list[str]:
        async with self._slots:
            waiting = [row for row in rows if self.outbox.is_waiting(row["id"])]
            return await self._try(waiting) if waiting else []

    async def _try(self, rows: list[sqlite3.Row]) -> list[str]:
        try:
            await asyncio.to_thread(self.send, [json.loads(row["payload"]) for row in rows])
        except Permanent as refusal:
            if len(rows) > 1 and self.outbox.tracking.resends_alone:
                return [state for row in rows for state in await self._try([row])]
            return self._settled(rows, "refused", str(refusal))
        except Exception as failure:  # The SDK raises KeyError and TypeError for answers it can't read.
            for row in rows:
                self.outbox.postpone(row["id"], row["tries"], repr(failure))
            return ["waiting"] * len(rows)
        return self._settled(rows, "sent")

    def _settled(self, rows: list[sqlite3.Row], state: str, error: str | None = None) -> list[str]:
        for row in rows:
            self.outbox.settle(row["id"], state, error)
        return [state] * len(rows)
