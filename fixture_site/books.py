"""The shop's books: orders, leads and accounts. They say what happened; tracking is judged against them."""

from __future__ import annotations

import json
import secrets
import sqlite3
from dataclasses import asdict, dataclass
from typing import Any

from fixture_site.bill import Bill
from fixture_site.bill import bill as bill_of
from fixture_site.catalogue import Line
from fixture_site.money import BASE, amount
from fixture_site.settings import Clock
from fixture_site.tracking import Consent, Visitor, contents_of

LEAD_CENTS = 4000
"""What a request for a quote is worth to the shop, on the average."""


@dataclass(frozen=True, kw_only=True)
class Order:
    """One order, with the visitor as the shop saw it when the order was placed."""

    id: str
    status: str
    method: str
    payment: str | None
    lines: tuple[Line, ...]
    bill: Bill
    customer: dict[str, str]
    visitor: Visitor
    created_at: float
    paid_at: float | None
    shown: bool
    source: str

    @property
    def cents(self) -> int:
        """What the shopper pays, in the smallest coin."""
        return self.bill.total

    def public(self) -> dict[str, Any]:
        """The order as the books' interface tells it."""
        return {
            "id": self.id,
            "status": self.status,
            "value": amount(self.cents, self.bill.currency),
            "currency": self.bill.currency,
            "parts": self.bill.public(),
            "contents": contents_of(self.lines, self.bill.currency),
            "created_at": self.created_at,
            "paid_at": self.paid_at,
            "customer": self.customer,
            "source": self.source,
        }


def _order(row: sqlite3.Row) -> Order:
    return Order(
        id=row["id"],
        status=row["status"],
        method=row["method"],
        payment=row["payment"],
        lines=tuple(Line(**line) for line in json.loads(row["lines"])),
        bill=Bill(**json.loads(row["bill"])),
        customer=json.loads(row["customer"]),
        visitor=Visitor.load(row["visitor"]),
        created_at=row["created_at"],
        paid_at=row["paid_at"],
        shown=bool(row["shown"]),
        source=row["source"],
    )


class Books:
    """Reads and writes the books. Writers join the transaction that is open; the caller commits it."""

    def __init__(self, db: sqlite3.Connection, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    def place(
        self,
        attempt: str,
        method: str,
        lines: tuple[Line, ...],
        visitor: Visitor,
        source: str = "web",
        bill: Bill | None = None,
    ) -> Order:
        """Write a new order that is not paid yet; without a bill it comes to its goods and their delivery.

        Its number can't be guessed, as it opens the thank-you page.
        """
        number = f"KS-{secrets.token_hex(8).upper()}"
        self._db.execute(
            "INSERT INTO orders"
            " (id, attempt, session, status, method, lines, bill, customer, visitor, created_at, source)"
            " VALUES (?, ?, ?, 'pending', ?, ?, ?, ?, ?, ?, ?)",
            (
                number,
                attempt,
                visitor.session,
                method,
                json.dumps([asdict(line) for line in lines]),
                json.dumps(asdict(bill or bill_of(lines))),
                json.dumps(visitor.customer),
                visitor.dump(),
                self._clock.now(),
                source,
            ),
        )
        order = self.order(number)
        assert order is not None
        return order

    def order(self, number: str) -> Order | None:
        """The order of that number."""
        return self._one("id", number)

    def of_attempt(self, attempt: str) -> Order | None:
        """The order that this form has already placed."""
        return self._one("attempt", attempt)

    def of_payment(self, payment: str) -> Order | None:
        """The order that this payment is for."""
        return self._one("payment", payment)

    def _one(self, column: str, key: str) -> Order | None:
        row = self._db.execute(f"SELECT * FROM orders WHERE {column} = ?", (key,)).fetchone()  # noqa: S608
        return _order(row) if row else None

    def expect(self, number: str, payment: str) -> None:
        """Note the payment that an order waits for."""
        self._db.execute("UPDATE orders SET payment = ? WHERE id = ?", (payment, number))

    def identify(self, number: str, customer: dict[str, str]) -> None:
        """Note who it was that ordered, where only the payment tells."""
        query = "UPDATE orders SET customer = ?1, visitor = json_set(visitor, '$.customer', json(?1)) WHERE id = ?2"
        self._db.execute(query, (json.dumps(customer), number))

    def pay(self, number: str) -> bool:
        """Mark an order as paid; tell whether this was the news."""
        return self._close(number, "paid", self._clock.now())

    def fail(self, number: str, status: str) -> bool:
        """Mark an order as ``declined`` or ``cancelled``; a paid one stays paid."""
        return self._close(number, status, None)

    def _close(self, number: str, status: str, paid_at: float | None) -> bool:
        done = self._db.execute(
            "UPDATE orders SET status = ?, paid_at = ? WHERE id = ? AND status = 'pending'", (status, paid_at, number)
        )
        return done.rowcount == 1

    def move_on(self, number: str, status: str) -> None:
        """Give a paid order its next status: ``completed``, ``cancelled``, ``refunded``. When it was paid stays."""
        self._db.execute("UPDATE orders SET status = ? WHERE id = ? AND paid_at IS NOT NULL", (status, number))

    def mark_shown(self, number: str) -> None:
        """Remember that a page has reported this order."""
        self._db.execute("UPDATE orders SET shown = 1 WHERE id = ?", (number,))

    def withdraw(self, session: str) -> None:
        """Take the consent back for orders that are not paid yet."""
        query = "SELECT id, visitor FROM orders WHERE session = ? AND status = 'pending'"
        for row in self._db.execute(query, (session,)).fetchall():
            visitor = json.loads(row["visitor"]) | {"consent": Consent.DENIED}
            self._db.execute("UPDATE orders SET visitor = ? WHERE id = ?", (json.dumps(visitor), row["id"]))

    def orders(self) -> list[Order]:
        """All orders, oldest first."""
        return [_order(row) for row in self._db.execute("SELECT * FROM orders ORDER BY rowid")]

    def add_lead(self, customer: dict[str, str], message: str, visitor: Visitor) -> str:
        """Write a request for a quote, with the visitor as the shop saw it then."""
        number = f"lead-{secrets.token_hex(8)}"
        row = (number, self._clock.now(), json.dumps(customer), message, visitor.dump())
        self._db.execute("INSERT INTO leads VALUES (?, ?, ?, ?, ?)", row)
        return number

    def add_appointment(self, customer: dict[str, str], day: str) -> str:
        """Write a visit to the showroom."""
        number = f"visit-{secrets.token_hex(8)}"
        row = (number, self._clock.now(), json.dumps(customer), day)
        self._db.execute("INSERT INTO appointments VALUES (?, ?, ?, ?)", row)
        return number

    def appointments(self) -> list[dict[str, Any]]:
        """All visits to the showroom, oldest first."""
        return [_person(row) for row in self._db.execute("SELECT * FROM appointments ORDER BY rowid")]

    def leads(self) -> list[dict[str, Any]]:
        """All requests, oldest first."""
        worth = {"value": amount(LEAD_CENTS, BASE), "currency": BASE}
        return [_person(row) | worth for row in self._db.execute("SELECT * FROM leads ORDER BY rowid")]

    def add_account(self, customer: dict[str, str]) -> str | None:
        """Open an account, unless this e-mail address has one."""
        number = f"account-{secrets.token_hex(8)}"
        done = self._db.execute(
            "INSERT OR IGNORE INTO accounts VALUES (?, ?, ?, ?)",
            (number, customer["email"].lower(), self._clock.now(), json.dumps(customer)),
        )
        return number if done.rowcount == 1 else None

    def accounts(self) -> list[dict[str, Any]]:
        """All accounts, oldest first."""
        return [_person(row) for row in self._db.execute("SELECT * FROM accounts ORDER BY rowid")]


def _person(row: sqlite3.Row) -> dict[str, Any]:
    return {"id": row["id"], "created_at": row["created_at"], "customer": json.loads(row["customer"])}
