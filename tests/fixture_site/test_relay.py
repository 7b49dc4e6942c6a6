"""The pixel by the shop's own address: Meta is asked in the browser's place, under names that no blocklist knows."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest

from fixture_site.app import running
from fixture_site.seams import Seams
from fixture_site.shop import open_shop
from mock_meta.event import Channel
from mock_meta.server import MockMeta
from tests.fixture_site.support import Graph, Shopper, free_port, open_for, settings_for

SHOP_PIXEL = "?id=1234567890&ev=PageView&eid=e1&dl=https%3A%2F%2Fshop.example%2F&v=2.9.364"


@pytest.fixture
async def meta(tmp_path: Path) -> AsyncIterator[MockMeta]:
    meta = MockMeta(tmp_path / "journal")
    await meta.start()
    yield meta
    await meta.stop()


@pytest.fixture
async def shopper(tmp_path: Path, graph: Graph, meta: MockMeta) -> AsyncIterator[Shopper]:
    """Somebody whose pixel passes through the shop."""
    settings = replace(settings_for(tmp_path, graph), graph_url=f"http://127.0.0.1:{meta.http_port}")
    shop = open_shop(settings, Seams())
    async with running(shop), open_for(shop) as shopper:
        await shopper.open("/?pixel=own")
        yield shopper


async def test_no_address_of_the_page_is_meta_s(shopper: Shopper) -> None:
    """It stays so on the pages that follow."""
    page = await shopper.open("/products/still-wall-clock")
    assert [page.data[name] for name in ("base", "script", "endpoint")] == [
        f"{shopper.base}/relay",
        f"{shopper.base}/relay/shop.js",
        f"{shopper.base}/relay/in/",
    ]


async def test_the_script_is_the_one_that_meta_serves(shopper: Shopper, meta: MockMeta) -> None:
    async with shopper.http.get(f"{shopper.base}/relay/shop.js") as relayed:
        ours, kind = await relayed.text(), relayed.content_type
    url = f"http://127.0.0.1:{meta.http_port}/en_US/fbevents.js"
    async with shopper.http.get(url, headers={"Host": "connect.facebook.net"}) as direct:
        assert (ours, kind) == (await direct.text(), direct.content_type)


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_an_event_arrives_as_the_browser_s(shopper: Shopper, meta: MockMeta, method: str) -> None:
    """By its address or its body, with the browser's own user agent and page."""
    headers = {"User-Agent": "Shopper/1.0", "Referer": f"{shopper.base}/"}
    where = f"{shopper.base}/relay/in/"
    if method == "GET":
        sent = shopper.http.get(where + SHOP_PIXEL, headers=headers)
    else:
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        sent = shopper.http.post(where, data=SHOP_PIXEL[1:], headers=headers | form)
    async with sent as answer:
        assert answer.status == 200
    told = [event for event in meta.journal.events() if event.channel is Channel.BROWSER]
    assert [(event.name, event.event_id) for event in told] == [("PageView", "e1")]
    kept = dict(meta.journal.requests()[-1].headers)
    assert (kept["User-Agent"], kept["Referer"]) == ("Shopper/1.0", f"{shopper.base}/")


async def test_meta_is_down(tmp_path: Path, graph: Graph) -> None:
    """The browser is told so; the shop goes on."""
    settings = replace(settings_for(tmp_path, graph), graph_url=f"http://127.0.0.1:{free_port()}")
    async with running(open_shop(settings, Seams())), aiohttp.ClientSession() as http:
        async with http.get(f"{settings.base_url}/relay/shop.js") as answer:
            assert (answer.status, await answer.text()) == (502, "Meta did not answer.")
        async with http.get(settings.base_url) as answer:
            assert answer.status == 200
