"""The site's own books over HTTP, read from a tiny server."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from harness.books import SETTLED, read_book
from harness.errors import RunError
from harness.ledger import Conversion

PAGES: dict[str, tuple[int, str]] = {
    "orders": (
        200,
        json.dumps(
            [
                {"id": 1001, "created_at": 10, "paid_at": 12.5, "status": "Paid", "value": 59.98, "currency": "eur"},
                {"id": "1002", "created_at": 20, "status": "declined", "value": 5, "currency": "EUR", "extra": 1},
            ]
        ),
    ),
    "empty": (200, "[]"),
    "closed": (503, "[]"),
    "page": (200, "<html>"),
    "object": (200, "{}"),
    "odd": (200, '[{"id": "1", "created_at": "today"}]'),
}


@pytest.fixture
async def books() -> AsyncIterator[str]:
    """The address of a server with a few books, good and bad."""

    async def answer(request: web.Request) -> web.Response:
        status, text = PAGES[request.match_info["book"]]
        return web.Response(status=status, text=text)

    app = web.Application()
    app.router.add_get("/{book}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def read(books: str, page: str) -> dict[str, Conversion]:
    """One book."""
    async with aiohttp.ClientSession() as session:
        return await read_book(session, "orders", f"{books}/{page}")


async def test_every_entry_is_a_conversion_by_its_number(books: str) -> None:
    """Numbers and currencies in one spelling; other keys are left alone."""
    orders = await read(books, "orders")
    assert orders["1001"] == Conversion(
        book="orders", id="1001", created_at=10, settled_at=12.5, value=59.98, currency="EUR", status="Paid"
    )
    assert orders["1002"].settled_at is None
    assert await read(books, "empty") == {}


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        ("closed", r"the book orders at http://\S+/closed answered with status 503 instead of 200"),
        ("page", r"the book orders at \S+ must be a JSON list of entries: .+"),
        ("object", r"the book orders at \S+ must be a JSON list of entries: Expected `array`, got `object`"),
        ("odd", r"the book orders at \S+ must be a JSON list of entries: Expected `float`, got `str`.+"),
    ],
)
async def test_a_book_that_is_none_stops_the_run(books: str, page: str, sentence: str) -> None:
    """In one sentence: the run could not be carried out, which is no fault of the tracking."""
    with pytest.raises(RunError) as caught:
        await read(books, page)
    assert re.fullmatch(sentence, str(caught.value)), caught.value


async def test_a_book_that_does_not_answer_stops_the_run(unused_tcp_port: int) -> None:
    """Nobody listens."""
    with pytest.raises(RunError, match=r"the book orders at \S+ can't be read: "):
        await read(f"http://127.0.0.1:{unused_tcp_port}", "orders")


@pytest.mark.parametrize("entry", [{"status": status.upper()} for status in SETTLED if status] + [{}])
async def test_settled_words(books: str, monkeypatch: pytest.MonkeyPatch, entry: dict[str, Any]) -> None:
    """In any spelling; an entry without a status is settled when it is made."""
    monkeypatch.setitem(PAGES, "one", (200, json.dumps([{"id": "1", "created_at": 7} | entry])))
    assert (await read(books, "one"))["1"].settled_at == 7
