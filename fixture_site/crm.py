"""A small CRM: what becomes of the requests for a quote, days after the visit."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, replace
from typing import Any

from fixture_site.money import BASE, amount
from fixture_site.settings import Clock
from fixture_site.tracking import Visitor

EVENTS = {"qualified": "QualifiedLead", "won": "ConvertedLead"}
WORTH_CENTS = {"qualified": 20000, "won": 180000}
"""What a stage is worth to the shop, on the average."""


@dataclass(frozen=True, kw_only=True)
class Deal:
    """A request that has reached a stage, with whom it came from; the CRM knows a person, not a browser."""

    id: str
    event: str
    cents: int
    visitor: Visitor


class Crm:
    """Reads and writes the deals. Writers join the transaction that is open; the caller commits it."""

    def __init__(self, db: sqlite3.Connection, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    def advance(self, stage: str) -> list[Deal]:
        """Let every request reach that stage; those that have just reached it."""
        reached = []
        for row in self._db.execute("SELECT * FROM leads ORDER BY rowid").fetchall():
            deal = Deal(id=row["id"], event=EVENTS[stage], cents=WORTH_CENTS[stage], visitor=_person(row))
            done = self._db.execute(
                "INSERT OR IGNORE INTO deals VALUES (?, ?, ?, ?, ?)",
                (deal.id, stage, self._clock.now(), deal.cents, deal.visitor.dump()),
            )
            reached += [deal] if done.rowcount == 1 else []
        return reached

    def deals(self, stage: str) -> list[dict[str, Any]]:
        """The deals that have reached a stage, as the books' interface tells them."""
        rows = self._db.execute("SELECT * FROM deals WHERE stage = ? ORDER BY rowid", (stage,))
        return [_public(row) for row in rows]


def _person(row: sqlite3.Row) -> Visitor:
    seen = Visitor.load(row["visitor"])
    return replace(seen, ip="", user_agent="", fbp="", fbc="", customer=json.loads(row["customer"]))


def _public(row: sqlite3.Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "status": "won",
        "source": "crm",
        "value": amount(row["cents"], BASE),
        "currency": BASE,
        "created_at": row["created_at"],
        "customer": dict(Visitor.load(row["visitor"]).customer),
    }
