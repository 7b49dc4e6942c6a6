"""Who comes back: the shopper's session, held at the server and named by one cookie."""

from __future__ import annotations

import json
import secrets
import sqlite3
from dataclasses import asdict, dataclass, field
from typing import Any

from fixture_site.bill import Bill, bill
from fixture_site.catalogue import Line, lines
from fixture_site.money import BASE

COOKIE = "session"


@dataclass(kw_only=True)
class Session:
    """What the shop remembers of one browser: a cart of quantities by SKU, in the currency of the shopper's choice.

    ``account`` is the e-mail address of the account that it has opened, ``announced`` are actions that its next page
    shall report, ``staff`` is who is signed in at the back office. ``view`` is ``app`` for who looks at the shop as a
    single page, ``partner`` whether an agency's campaign sent them. ``banner`` is ``manager`` for who is asked for
    consent by a manager, ``pixel`` is ``own`` for whose pixel comes and reports by the shop's own address.
    """

    id: str
    cart: dict[str, int] = field(default_factory=dict)
    customer: dict[str, str] = field(default_factory=dict)
    payment: dict[str, str] = field(default_factory=dict)
    staff: dict[str, str] = field(default_factory=dict)
    account: str = ""
    searched: str = ""
    announced: list[str] = field(default_factory=list)
    currency: str = BASE
    coupon: str = ""
    view: str = ""
    banner: str = ""
    pixel: str = ""
    partner: bool = False

    @property
    def lines(self) -> tuple[Line, ...]:
        """What is in the cart, at today's prices."""
        return lines(self.cart, self.currency)

    @property
    def bill(self) -> Bill:
        """What the cart comes to."""
        return bill(self.lines, self.currency, self.coupon)

    @property
    def items(self) -> int:
        """How many articles are in the cart."""
        return sum(self.cart.values())


class Sessions:
    """The sessions in the database."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def load(self, key: str) -> Session:
        """The session of that name; a new one if there is none."""
        row = self._db.execute("SELECT state FROM sessions WHERE id = ?", (key,)).fetchone()
        if row is None:
            return Session(id=secrets.token_urlsafe(24))
        state: dict[str, Any] = json.loads(row["state"])
        return Session(id=key, **state)

    def save(self, session: Session) -> None:
        """Keep the session as it is now."""
        state = asdict(session)
        del state["id"]
        with self._db:
            self._db.execute("INSERT OR REPLACE INTO sessions VALUES (?, ?)", (session.id, json.dumps(state)))
