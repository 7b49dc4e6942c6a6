"""A blocker sees what a browser asks for, and what it stops is heard by nobody."""

from __future__ import annotations

import asyncio
from pathlib import Path

import aiohttp
import pytest

from mock_meta.blocker import Blocker, Blocking, Wanted, wanted
from mock_meta.edge import Edge, Readable, screened
from mock_meta.event import Answer
from mock_meta.proxy import RefusedBy
from mock_meta.server import MockMeta

IMAGE = {"Sec-Fetch-Dest": "image", "Referer": "https://shop.example/"}
TR = "/tr/?id=1&ev=PageView"


def no_tr(asked: Wanted) -> str:
    """Why what goes to the endpoint is stopped."""
    return "rule tr" if "/tr/" in asked.url else ""


def test_it_sees_parts_of_pages_only() -> None:
    """The page itself was asked for by the visitor, and a backend has no browser."""
    assert wanted("https://shop.example/", {"sec-fetch-dest": "document"}) is None
    assert wanted("https://www.facebook.com/tr/", {}) is None
    part = wanted("https://x.example/a.js", {"sec-fetch-dest": "script", "origin": "https://shop.example"})
    assert part == Wanted(url="https://x.example/a.js", page="https://shop.example", kind="script")


async def test_what_it_stops_is_no_event(tmp_path: Path) -> None:
    """It is on record as refused, with the reason; the connection is cut."""
    async with MockMeta(tmp_path / "journal.db") as meta, aiohttp.ClientSession() as client:
        meta.stop_by(Blocker(refuses=no_tr))
        with pytest.raises(aiohttp.ClientConnectionError):
            await client.get(f"http://127.0.0.1:{meta.http_port}{TR}", headers={"Host": "www.facebook.com", **IMAGE})
        refusal = meta.refusals()[0]
        assert (refusal.host, refusal.reason, refusal.by) == ("www.facebook.com", "rule tr", RefusedBy.BLOCKER)
        assert meta.journal.requests() == ()


async def test_it_may_answer_itself(tmp_path: Path) -> None:
    """As a company's proxy does."""
    async with MockMeta(tmp_path / "journal.db") as meta, aiohttp.ClientSession() as client:
        meta.stop_by(Blocker(refuses=no_tr, answer=Answer(status=403, body=b"no")))
        async with client.get(f"http://127.0.0.1:{meta.http_port}{TR}", headers=IMAGE) as answer:
            assert (answer.status, await answer.read()) == (403, b"no")
        assert meta.journal.events() == ()


async def test_what_it_lets_pass_is_heard_and_a_reset_ends_it(tmp_path: Path) -> None:
    async with MockMeta(tmp_path / "journal.db") as meta, aiohttp.ClientSession() as client:
        url = f"http://127.0.0.1:{meta.http_port}{TR}"
        meta.stop_by(Blocker(refuses=lambda asked: ""))
        await client.get(url, headers=IMAGE)
        meta.stop_by(Blocker(refuses=no_tr))
        await client.get(url)
        assert len(meta.journal.events()) == 2, "a request without a browser's headers is no visitor's"
        meta.reset()
        await client.get(url, headers=IMAGE)
        assert len(meta.journal.events()) == 1


HEAD = b"GET /js/fbevents.js?v=1 HTTP/1.1\r\nHost: shop.example\r\nSec-Fetch-Dest: script\r\n\r\n"
PLAIN = b"GET /shop.js HTTP/1.1\r\nHost: shop.example\r\nSec-Fetch-Dest: script\r\n\r\n"


@pytest.mark.parametrize("edge", [None, Edge("X-Forwarded-For", "203.0.113.7")])
async def test_at_the_site_s_own_front_the_connection_breaks_where_it_stops(edge: Edge | None) -> None:
    """What came before on the same connection has passed."""
    blocking, noted = Blocking(), []
    blocking.note = lambda *what: noted.append(what)
    blocking.blocker = Blocker(refuses=lambda asked: "rule js" if "/fbevents.js" in asked.url else "")
    screen = blocking.screen("shop.example")
    assert screen is not None
    reader = asyncio.StreamReader()
    reader.feed_data(PLAIN + HEAD)
    told: Readable = screened(reader, screen) if edge is None else edge.telling(reader, screen)
    assert (await told.read(100)).startswith(b"GET /shop.js")
    with pytest.raises(ConnectionAbortedError):
        await told.read(100)
    assert noted == [("shop.example", 443, "rule js")]
