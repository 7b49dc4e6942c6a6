"""The bank: a payment provider of its own, at its own origin, with its own database."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import secrets
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
from aiohttp import web
from jinja2 import Environment

SIGNATURE = "X-Bank-Signature"

SCHEMA = """
CREATE TABLE IF NOT EXISTS payments (
  id TEXT PRIMARY KEY, reference TEXT UNIQUE NOT NULL, cents INTEGER NOT NULL, currency TEXT NOT NULL,
  express INTEGER NOT NULL, challenge INTEGER NOT NULL, webhook TEXT NOT NULL, return_url TEXT NOT NULL,
  customer TEXT NOT NULL DEFAULT '{}', asked_for INTEGER NOT NULL DEFAULT 0, status TEXT NOT NULL DEFAULT 'open');
"""


ASKED = ("reference", "cents", "currency", "express", "challenge", "webhook", "return_url")
"""What a merchant says of a payment. A ``challenge`` is a card's: the bank asks its owner whether it is theirs."""

AT_ONCE, LATER, NEVER = "at_once", "later", "never"
ACCOUNTS = {
    AT_ONCE: "tells the shop at once",
    LATER: "tells the shop when you are back there",
    NEVER: "never tells the shop",
}
"""The bank's test accounts, as payment providers have test cards: when the merchant hears of a payment by webhook."""


WALLET = (
    ("first_name", "First name", "text"),
    ("last_name", "Last name", "text"),
    ("email", "E-mail", "email"),
    ("phone", "Phone", "tel"),
    ("country", "Country", "text"),
)
"""What the wallet of the express button knows of its owner."""


def sign(secret: bytes, body: bytes) -> str:
    """The proof that a webhook comes from the bank."""
    return hmac.new(secret, body, hashlib.sha256).hexdigest()


def approval(secret: bytes, purpose: str) -> str:
    """The proof that somebody has approved a payment in the wallet, for the page that showed it."""
    return sign(secret, f"wallet {purpose}".encode())


def is_approved(secret: bytes, purpose: str, proof: str) -> bool:
    """Whether the wallet has approved it."""
    return hmac.compare_digest(approval(secret, purpose), proof)


@dataclass(kw_only=True)
class Bank:
    """The payments, and what is needed to tell a merchant of them."""

    db: sqlite3.Connection
    secret: bytes
    templates: Environment
    http: aiohttp.ClientSession | None = None
    _telling: set[asyncio.Task[None]] = field(default_factory=set)

    def payment(self, key: str) -> sqlite3.Row:
        """One payment.

        Raises:
            web.HTTPNotFound: There is none.
        """
        row: sqlite3.Row | None = self.db.execute("SELECT * FROM payments WHERE id = ?", (key,)).fetchone()
        if row is None:
            raise web.HTTPNotFound
        return row

    def open(self, asked: dict[str, object]) -> str:
        """A payment for a merchant's reference; the same one when asked again."""
        with self.db:
            self.db.execute(
                "INSERT OR IGNORE INTO payments (id, reference, cents, currency, express, challenge, webhook,"
                " return_url) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (secrets.token_hex(8), *(asked[key] for key in ASKED)),
            )
        query = "SELECT id FROM payments WHERE reference = ?"
        return str(self.db.execute(query, (asked["reference"],)).fetchone()["id"])

    def close(self, key: str, status: str, customer: dict[str, str]) -> bool:
        """Settle an open payment, by a customer of whom the wallet knows this; tell whether this did it."""
        with self.db:
            query = "UPDATE payments SET status = ?, customer = ? WHERE id = ? AND status = 'open'"
            return self.db.execute(query, (status, json.dumps(customer), key)).rowcount == 1

    def hold(self, key: str) -> None:
        """Take an open payment into work: it will be paid, but not yet."""
        with self.db:
            self.db.execute("UPDATE payments SET status = 'processing' WHERE id = ? AND status = 'open'", (key,))

    def asked_for(self, key: str) -> None:
        """A merchant asks for a payment. One that is in work is paid when they ask again, and they are told so.

        So the shopper is back at the merchant's, who knows no more than that the payment is in work.
        """
        with self.db:
            query = "UPDATE payments SET asked_for = asked_for + 1 WHERE id = ? AND status = 'processing'"
            self.db.execute(query, (key,))
            query = "UPDATE payments SET status = 'paid' WHERE id = ? AND status = 'processing' AND asked_for > 1"
            is_news = self.db.execute(query, (key,)).rowcount == 1
        if is_news:
            task = asyncio.create_task(self.tell(self.payment(key)))
            self._telling.add(task)
            task.add_done_callback(self._telling.discard)

    async def tell(self, payment: sqlite3.Row) -> None:
        """Call the merchant's webhook. If it can't be reached, the merchant still asks on the shopper's return."""
        body = json.dumps(_public(payment)).encode()
        assert self.http is not None
        try:
            await self.http.post(payment["webhook"], data=body, headers={SIGNATURE: sign(self.secret, body)})
        except aiohttp.ClientError:
            return


BANK = web.AppKey("bank", Bank)

routes = web.RouteTableDef()


def open_bank(folder: Path, secret: bytes, templates: Environment) -> Bank:
    """The bank on its own file."""
    db = sqlite3.connect(folder / "bank.sqlite3")
    db.row_factory = sqlite3.Row
    db.execute("PRAGMA journal_mode = WAL")
    db.executescript(SCHEMA)
    return Bank(db=db, secret=secret, templates=templates)


@routes.post("/api/payments")
async def open_payment(request: web.Request) -> web.Response:
    """For merchants: begin a payment."""
    return web.json_response({"id": request.app[BANK].open(await request.json())})


@routes.get("/api/payments/{id}")
async def read_payment(request: web.Request) -> web.Response:
    """For merchants: how a payment stands."""
    bank, key = request.app[BANK], request.match_info["id"]
    told = _public(bank.payment(key))
    bank.asked_for(key)
    return web.json_response(told)


@routes.get("/pay/{id}")
async def show(request: web.Request) -> web.Response:
    """The payment page, or what became of it."""
    bank = request.app[BANK]
    payment = bank.payment(request.match_info["id"])
    page = bank.templates.get_template("bank.html")
    text = page.render(payment=payment, back=_back(payment), wallet=WALLET, accounts=ACCOUNTS)
    return web.Response(text=text, content_type="text/html", headers={"Cache-Control": "no-store"})


@routes.get("/receipt/{id}")
async def receipt(request: web.Request) -> web.Response:
    """The bank's own receipt, for shoppers who have seen enough of the shop."""
    bank = request.app[BANK]
    payment = bank.payment(request.match_info["id"])
    if payment["status"] != "paid":
        raise web.HTTPNotFound
    text = bank.templates.get_template("bank_receipt.html").render(payment=payment)
    return web.Response(text=text, content_type="text/html", headers={"Cache-Control": "no-store"})


@routes.post("/pay/{id}")
async def answer(request: web.Request) -> web.Response:
    """Pay or cancel. The merchant hears of it before the shopper sees the result, but for some of the test accounts."""
    bank = request.app[BANK]
    key = request.match_info["id"]
    form = {name: value.strip() for name, value in (await request.post()).items() if isinstance(value, str)}
    status = "paid" if form.pop("answer", "") == "pay" else "cancelled"
    account = form.pop("account", AT_ONCE)
    if status == "paid" and account == LATER:
        bank.hold(key)
    elif bank.close(key, status, form) and account != NEVER:
        await bank.tell(bank.payment(key))
    payment = bank.payment(key)
    is_shown = payment["status"] in ("paid", "processing") and not payment["challenge"]
    next_page = f"/pay/{key}" if is_shown else _back(payment)
    return web.Response(status=303, headers={"Location": next_page})


@routes.get("/wallet")
async def wallet(request: web.Request) -> web.Response:
    """The wallet, for merchants' pages to show in a frame; it tells the page around it of the approval."""
    bank = request.app[BANK]
    proof = approval(bank.secret, request.query.get("for", ""))
    text = bank.templates.get_template("wallet.html").render(approval=proof, merchant=request.query.get("merchant", ""))
    return web.Response(text=text, content_type="text/html", headers={"Cache-Control": "no-store"})


def _public(payment: sqlite3.Row) -> dict[str, object]:
    """What a merchant is told; who paid is in it where the merchant does not know, as with the express button."""
    told = {key: payment[key] for key in ("id", "reference", "status")}
    return told | ({"customer": json.loads(payment["customer"])} if payment["express"] else {})


def _back(payment: sqlite3.Row) -> str:
    return f"{payment['return_url']}?payment={payment['id']}"


def bank_app(bank: Bank) -> web.Application:
    """The bank's web application."""
    app = web.Application()
    app[BANK] = bank
    app.add_routes(routes)
    return app
