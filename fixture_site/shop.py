"""The shop's parts, put together once for each process."""

from __future__ import annotations

import secrets
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
from aiohttp import web
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined

from fixture_site import database
from fixture_site.bill import FREE_FROM_CENTS
from fixture_site.books import Books
from fixture_site.capi import ConversionsApi
from fixture_site.money import CURRENCIES, price, shown
from fixture_site.node_api import NodeApi
from fixture_site.outbox import Outbox, Sender
from fixture_site.pending import Pending
from fixture_site.seams import Around, Seams
from fixture_site.sessions import Sessions
from fixture_site.settings import Clock, Settings
from fixture_site.tracking import Tracking

HERE = Path(__file__).parent


@dataclass(kw_only=True)
class Shop:
    """Everything that a request may need."""

    settings: Settings
    seams: Seams
    clock: Clock
    db: sqlite3.Connection
    books: Books
    sessions: Sessions
    pending: Pending
    outbox: Outbox
    sender: Sender
    api: ConversionsApi
    templates: Environment
    around_pages: Around
    webhook_secret: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    http: aiohttp.ClientSession | None = None

    @property
    def tracking(self) -> Tracking:
        """The policy in force."""
        return self.seams.tracking

    def close(self) -> None:
        """Let go of the database and of Meta."""
        self.api.close()
        self.db.close()

    async def switch(self, seams: Seams) -> None:
        """Become another variant of the shop, empty."""
        self.seams = seams
        self.outbox.tracking = self.api.tracking = seams.tracking
        self.templates = _templates(seams.templates)
        await self.reset()

    async def reset(self) -> None:
        """Back to an empty shop; copies that are on their way arrive before it answers."""
        database.clear(self.db)
        await self.sender.quiesce()
        self.around_pages = self.seams.around_pages()


SHOP = web.AppKey("shop", Shop)


def open_shop(settings: Settings, seams: Seams) -> Shop:
    """Build the parts on the database in the settings' folder."""
    clock = Clock()
    db = database.connect(settings.data)
    outbox = Outbox(db, clock, seams.tracking)
    api = (NodeApi if settings.sender == "node" else ConversionsApi)(settings, seams.tracking)
    return Shop(
        settings=settings,
        seams=seams,
        clock=clock,
        db=db,
        books=Books(db, clock),
        sessions=Sessions(db),
        pending=Pending(db, clock),
        outbox=outbox,
        sender=Sender(outbox, clock, api.send),
        api=api,
        templates=_templates(seams.templates),
        around_pages=seams.around_pages(),
    )


def _templates(override: Path | None) -> Environment:
    """The shop's templates behind those that go before them, which reach the shop's own as ``shop/NAME``."""
    own = FileSystemLoader(HERE / "templates")
    first = [FileSystemLoader(override)] if override else []
    environment = Environment(
        loader=ChoiceLoader([*first, own, PrefixLoader({"shop": own})]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["money"] = shown
    environment.globals |= {"currencies": CURRENCIES, "free_from": lambda currency: price(FREE_FROM_CENTS, currency)}
    return environment
