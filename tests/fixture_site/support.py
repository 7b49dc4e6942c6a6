"""A shop on loopback ports, a stand-in for Graph that takes notes, and a shopper without a browser."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from fixture_site.app import running
from fixture_site.bug import BUGS
from fixture_site.seams import Seams
from fixture_site.settings import Settings
from fixture_site.shop import Shop, open_shop
from harness.site_process import free_ports

PATIENCE_S = 10
CUSTOMER = {
    "first_name": "Zoë",
    "last_name": "O'Brien",
    "email": "Zoe.OBrien@Example.com",
    "phone": "+49 30 123456",
    "street": "Ringstraße 1",
    "city": "São Paulo",
    "postcode": "10115",
    "country": "DE",
}
OK = (200, {"events_received": 1, "messages": [], "fbtrace_id": "A"})
CLOCK = "KS-CLOCK-05"


def free_port() -> int:
    """A port that no other process of this test run is given by chance."""
    return free_ports(("port",))["port"]


def refusal(code: int, subcode: int | None = None) -> tuple[int, dict[str, Any]]:
    error = {"message": "no", "type": "OAuthException", "code": code, "error_subcode": subcode, "fbtrace_id": "A"}
    return 400, {"error": error}


@dataclass
class Graph:
    """Keeps every event that was tried, and gives the next of ``answers``, or says yes; it waits at a shut ``gate``."""

    port: int = field(default_factory=free_port)
    tries: list[dict[str, Any]] = field(default_factory=list)
    calls: list[tuple[str, str]] = field(default_factory=list)
    """The path of each call, and its test event code."""
    answers: list[tuple[int, Any]] = field(default_factory=list)
    always: tuple[int, Any] = OK
    heard: asyncio.Condition = field(default_factory=asyncio.Condition)
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.gate.set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def handle(self, request: web.Request) -> web.Response:
        is_json = request.content_type == "application/json"
        form = await request.json() if is_json else await request.post()
        self.calls.append((request.path, str(form.get("test_event_code", ""))))
        for text in form["data"] if is_json else json.loads(str(form["data"])):
            self.tries.append(json.loads(text) if isinstance(text, str) else text)
        status, body = self.answers.pop(0) if self.answers else self.always
        async with self.heard:
            self.heard.notify_all()
        await self.gate.wait()
        return web.Response(status=status, text=body if isinstance(body, str) else json.dumps(body))

    async def until(self, count: int) -> None:
        """Wait for so many tries."""
        async with asyncio.timeout(PATIENCE_S), self.heard:
            await self.heard.wait_for(lambda: len(self.tries) >= count)

    def named(self, name: str) -> list[dict[str, Any]]:
        return [event for event in self.tries if event["event_name"] == name]

    @property
    def names(self) -> list[str]:
        return [event["event_name"] for event in self.tries]


@contextlib.asynccontextmanager
async def graph_on_loopback() -> AsyncIterator[Graph]:
    graph = Graph()
    app = web.Application()
    app.router.add_post("/{version}/{pixel}/events", graph.handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", graph.port).start()
    try:
        yield graph
    finally:
        await runner.cleanup()


@dataclass
class Page:
    status: int
    url: str
    text: str

    @property
    def data(self) -> dict[str, Any]:
        """What the page tells its own script."""
        start = self.text.index(">", self.text.index('id="page-data"')) + 1
        data: dict[str, Any] = json.loads(self.text[start : self.text.index("</script>", start)])
        return data

    @property
    def events(self) -> dict[str, dict[str, Any]]:
        """The browser's copies on this page, by event name."""
        return {event["name"]: event for event in self.data["events"]}


@dataclass
class Shopper:
    """Walks through the shop as a browser does, with cookies and referrers, and runs no script."""

    http: aiohttp.ClientSession
    shop: Shop
    page: Page = field(default_factory=lambda: Page(0, "", ""))

    @property
    def base(self) -> str:
        return self.shop.settings.base_url

    async def open(self, path: str) -> Page:
        return await self._read("GET", path if path.startswith("http") else self.base + path)

    async def send(self, path: str, **form: str) -> Page:
        return await self._read("POST", path if path.startswith("http") else self.base + path, data=form)

    async def ask(self, path: str, **form: str) -> dict[str, Any]:
        """Post as the page's script does: the page stays."""
        form = {"page": self.page.data["page"], **form}
        async with self.http.post(self.base + path, data=form, headers={"Referer": self.page.url}) as answer:
            text = await answer.text()
            told: dict[str, Any] = json.loads(text) if text else {}
            return told

    async def read(self, url: str) -> dict[str, Any]:
        """What a page's script gets from there; the page stays."""
        async with self.http.get(url, headers={"Referer": self.page.url}) as answer:
            told: dict[str, Any] = await answer.json()
            return told

    async def control(self, path: str, body: Any = None) -> Any:
        method = "GET" if path.startswith("/api") else "POST"
        async with self.http.request(method, self.base + path, json=body) as answer:
            return await answer.json()

    async def drain(self) -> dict[str, int]:
        counts: dict[str, int] = await self.control("/_control/drain")
        return counts

    async def accept(self) -> None:
        await self.ask("/consent", choice="granted")

    async def deny(self) -> None:
        await self.ask("/consent", choice="denied")

    async def arrive(self) -> Shopper:
        """Land on the catalogue and accept the banner."""
        await self.open("/")
        await self.accept()
        return self

    async def to_payment(self, method: str = "card", number: str = "4242 4242 4242 4242") -> dict[str, Any]:
        """One clock in the cart, and everything filled in but the last button."""
        await self.open("/products/still-wall-clock")
        await self.ask("/cart", sku=CLOCK, quantity="1")
        await self.open("/checkout")
        await self.send("/checkout", **CUSTOMER)
        return await self.ask("/checkout/payment", method=method, card_number=number)

    async def place(self) -> Page:
        start = self.page.text.index('name="attempt" value="') + len('name="attempt" value="')
        return await self.send("/checkout/place", attempt=self.page.text[start : self.page.text.index('"', start)])

    async def buy(self, method: str = "card", number: str = "4242 4242 4242 4242") -> Page:
        await self.to_payment(method, number)
        return await self.place()

    async def _read(self, method: str, url: str, **rest: Any) -> Page:
        headers = {"Referer": self.page.url, "Accept": "text/html", "User-Agent": "Shopper/1.0"}
        async with self.http.request(method, url, headers=headers, **rest) as answer:
            self.page = Page(answer.status, str(answer.url), await answer.text())
        return self.page


@contextlib.asynccontextmanager
async def open_for(shop: Shop) -> AsyncIterator[Shopper]:
    """A new visitor."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        yield Shopper(http, shop)


def settings_for(folder: Path, graph: Graph) -> Settings:
    port, bank_port = free_port(), free_port()
    return Settings(
        port=port,
        bank_port=bank_port,
        data=folder,
        base_url=f"http://127.0.0.1:{port}",
        bank_url=f"http://127.0.0.1:{bank_port}",
        graph_url=graph.url,
        pixel_id="1234567890",
        access_token="token",
    )


@contextlib.asynccontextmanager
async def shopping(folder: Path, graph: Graph, seams: Seams | None = None) -> AsyncIterator[Shopper]:
    """The shop in this process, and its first visitor."""
    shop = open_shop(settings_for(folder, graph), seams or Seams())
    async with running(shop), open_for(shop) as shopper:
        yield shopper


@contextlib.asynccontextmanager
async def spoiled(name: str, folder: Path, graph: Graph) -> AsyncIterator[Shopper]:
    """The shop with one of its bugs, and its first visitor."""
    async with shopping(folder, graph, BUGS[name].apply(Seams())) as shopper:
        yield shopper
