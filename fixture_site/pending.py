"""What a page would have reported, had the shopper agreed; kept for the page's life, in case they still do.

The pixel does the same in the browser: it queues while consent is revoked, and forgets at the next page. A pending
action holds no person: who it was is read from the request that grants the consent.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from fixture_site.settings import Clock
from fixture_site.tracking import Action

KEPT_S = 3600


class Pending:
    """The actions of pages that wait for consent."""

    def __init__(self, db: sqlite3.Connection, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    def add(self, page: str, session: str, actions: Iterable[Action]) -> None:
        """Keep actions of that page."""
        now = self._clock.now()
        kept = self._texts(page, session) + [action.dump() for action in actions]
        with self._db:
            self._db.execute("DELETE FROM pages WHERE created_at < ?", (now - KEPT_S,))
            self._db.execute("INSERT OR REPLACE INTO pages VALUES (?, ?, ?, ?)", (page, session, now, json.dumps(kept)))

    def take(self, page: str, session: str) -> list[Action]:
        """The page's actions, which are then no longer kept. Nobody can take another session's."""
        taken = [Action.load(text) for text in self._texts(page, session)]
        with self._db:
            self._db.execute("DELETE FROM pages WHERE key = ? AND session = ?", (page, session))
        return taken

    def _texts(self, page: str, session: str) -> list[str]:
        query = "SELECT actions FROM pages WHERE key = ? AND session = ?"
        row = self._db.execute(query, (page, session)).fetchone()
        texts: list[str] = json.loads(row["actions"]) if row else []
        return texts
