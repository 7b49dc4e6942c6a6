"""Bugs of event ids and of the single page: what they change, and what they leave as it is."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fixture_site.bug import BUGS
from fixture_site.seams import Seams
from tests.fixture_site.support import Graph, Page, Shopper, shopping


@contextlib.asynccontextmanager
async def spoiled(name: str, folder: Path, graph: Graph) -> AsyncIterator[Shopper]:
    """The shop with a bug, and its first visitor, who has agreed."""
    async with shopping(folder, graph, BUGS[name].apply(Seams())) as shopper:
        yield await shopper.arrive()


async def sale(name: str, folder: Path, graph: Graph) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The page's call for a purchase, and the server's events of that name."""
    async with spoiled(name, folder, graph) as shopper:
        page = await shopper.buy()
        await shopper.drain()
        return page.events["Purchase"], graph.named("Purchase")


async def app(shopper: Shopper, path: str) -> Page:
    """A view of the single-page shop, as its router asks for it."""
    landing = await shopper.open("/?view=app")
    headers = {"Accept": "text/html", "X-Document": landing.data["page"]}
    async with shopper.http.get(shopper.base + path, headers=headers) as answer:
        return Page(answer.status, str(answer.url), await answer.text())


async def test_event_id_in_the_third_argument(tmp_path: Path, graph: Graph) -> None:
    """The right id, in the wrong place."""
    call, [copy] = await sale("event_id_in_the_third_argument", tmp_path, graph)
    assert call["options"] == {}
    assert call["data"]["eventID"] == copy["event_id"]


async def test_server_sale_without_id(tmp_path: Path, graph: Graph) -> None:
    """The page has one; other events of the server keep theirs."""
    call, [copy] = await sale("server_sale_without_id", tmp_path, graph)
    assert call["options"]["eventID"]
    assert "event_id" not in copy
    assert graph.named("AddToCart")[0]["event_id"]


async def test_event_id_in_custom_data(tmp_path: Path, graph: Graph) -> None:
    """Among the parameters, and nowhere else."""
    call, [copy] = await sale("event_id_in_custom_data", tmp_path, graph)
    assert "event_id" not in copy
    assert copy["custom_data"]["event_id"] == call["options"]["eventID"]


async def test_wrapper_drops_the_options(tmp_path: Path, graph: Graph) -> None:
    """The page's sale has no id, the server's has."""
    call, [copy] = await sale("wrapper_drops_the_options", tmp_path, graph)
    assert call["options"] == {}
    assert copy["event_id"]


async def test_server_sale_in_small_letters(tmp_path: Path, graph: Graph) -> None:
    """The same id under another name."""
    call, copies = await sale("server_sale_in_small_letters", tmp_path, graph)
    assert copies == []
    assert [event["event_id"] for event in graph.named("purchase")] == [call["options"]["eventID"]]


async def test_server_sale_at_the_review(tmp_path: Path, graph: Graph) -> None:
    """The server tells of it once, before there is an order, and not again when it is paid."""
    call, [copy] = await sale("server_sale_at_the_review", tmp_path, graph)
    assert copy["event_id"] != call["options"]["eventID"]
    assert "order_id" not in copy["custom_data"]
    assert copy["event_source_url"].endswith("/checkout/payment")


async def test_new_id_for_each_try(tmp_path: Path, graph: Graph) -> None:
    """The second try of a sale has another id than the first; what is answered at once has its own."""
    async with spoiled("new_id_for_each_try", tmp_path, graph) as shopper:
        await shopper.to_payment()
        await shopper.drain()
        graph.always = (500, {})
        page = await shopper.place()
        await shopper.drain()
        graph.always = (200, {"events_received": 1})
        await shopper.drain()
        ids = [copy["event_id"] for copy in graph.named("Purchase")]
        assert ids[0] == page.events["Purchase"]["options"]["eventID"]
        assert len(set(ids)) == len(ids) > 1


async def test_event_id_is_the_second(tmp_path: Path, graph: Graph) -> None:
    """Both sides say the same whole number."""
    call, [copy] = await sale("event_id_is_the_second", tmp_path, graph)
    assert call["options"]["eventID"] == copy["event_id"] == str(copy["event_time"])


async def test_a_sound_view_of_the_single_page(shopper: Shopper) -> None:
    """It belongs to its document, reports itself with an id, and has the pixel's own listener off."""
    view = await app(shopper, "/products/pebble-mug")
    assert view.data["route"]
    assert view.data["settings"] == {"disablePushState": True, "allowDuplicatePageViews": True}
    assert view.events["PageView"]["options"]["eventID"]


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("history_page_view_without_id", {}),
        ("history_page_view_and_the_routers", {"allowDuplicatePageViews": True}),
    ],
)
async def test_the_pixels_own_listener_is_left_on(
    name: str, settings: dict[str, bool], tmp_path: Path, graph: Graph
) -> None:
    """In the single page; pages that are loaded are as ever."""
    async with spoiled(name, tmp_path, graph) as shopper:
        assert (await shopper.open("/cart")).data["settings"] == {}
        assert (await app(shopper, "/cart")).data["settings"] == settings


async def test_routes_are_not_viewed(tmp_path: Path, graph: Graph) -> None:
    """A document reports its PageView, a route does not; what a route shows is reported."""
    async with spoiled("routes_are_not_viewed", tmp_path, graph) as shopper:
        assert set((await app(shopper, "/products/pebble-mug")).events) == {"ViewContent"}
        assert "PageView" in (await shopper.open("/cart")).events


async def test_product_view_on_every_route(tmp_path: Path, graph: Graph) -> None:
    """On a cart too, of no product; a product's own view is as ever."""
    async with spoiled("product_view_on_every_route", tmp_path, graph) as shopper:
        assert (await app(shopper, "/cart")).events["ViewContent"]["data"] == {}
        assert (await app(shopper, "/products/pebble-mug")).events["ViewContent"]["data"]["content_ids"]


async def test_customer_data_with_the_event(tmp_path: Path, graph: Graph) -> None:
    """The pixel starts without, and the event's options hold them beside the id."""
    async with spoiled("customer_data_with_the_event", tmp_path, graph) as shopper:
        page = await shopper.buy()
        assert page.data["matching"] == {}
        assert page.events["Purchase"]["options"]["em"]
        assert page.events["Purchase"]["options"]["eventID"]


@pytest.mark.parametrize("name", ["sale_before_the_pixel_is_ready", "address_of_the_landing_page"])
async def test_a_tag_of_somebodys_own_making(name: str, tmp_path: Path, graph: Graph) -> None:
    """The page's script is another, what it is given and what the server sends are not; the banner is asked."""
    async with spoiled(name, tmp_path, graph) as shopper:
        page = await shopper.buy()
        await shopper.drain()
        assert graph.named("Purchase")[0]["event_id"] == page.events["Purchase"]["options"]["eventID"]
        assert "pixel.hold()" in page.text


async def test_an_agencys_visitor(shopper: Shopper) -> None:
    """A campaign's link is remembered; everybody else's pages have the shop's own pixel only."""
    assert (await shopper.open("/")).data["partners"] == []
    shopper.shop.settings = replace(shopper.shop.settings, partner_pixel_id="9876543210")
    assert (await shopper.open("/")).data["partners"] == []
    await shopper.open("/?partner=yes")
    assert (await shopper.open("/cart")).data["partners"] == ["9876543210"]
