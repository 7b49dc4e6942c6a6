"""The bugs of counting: what either channel tells of, and what the books hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.fixture_site.support import CLOCK, CUSTOMER, Graph, Page, spoiled

DECLINED = "4000 0000 0000 0002"
LEAD = {**CUSTOMER, "message": "Twelve lamps."}


def named(page: Page, name: str) -> list[dict[str, Any]]:
    """The browser's copies of a name on a page."""
    return [event for event in page.data["events"] if event["name"] == name]


def ids(*pages: Page, name: str = "Purchase") -> list[str | None]:
    """The browser's event ids of a name on these pages."""
    return [event["options"].get("eventID") for page in pages for event in named(page, name)]


async def test_crawlers_reported(tmp_path: Path, graph: Graph) -> None:
    """Each page that a crawler reads is told of by the server, under the crawler's name."""
    async with spoiled("crawlers_reported", tmp_path, graph) as shopper:
        told = await shopper.control("/_control/actors/crawler")
        await shopper.drain()
        assert len(graph.named("PageView")) == told["pages"]
        agents = {event["user_data"]["client_user_agent"] for event in graph.tries}
        assert all("bot" in agent or "externalagent" in agent for agent in agents)


async def test_lead_on_every_page(tmp_path: Path, graph: Graph) -> None:
    """A lead on a product's page, and none in the books."""
    async with spoiled("lead_on_every_page", tmp_path, graph) as shopper:
        await shopper.arrive()
        assert ids(await shopper.open("/products/pebble-mug"), name="Lead") == [None]
        assert await shopper.control("/api/leads") == []


async def test_receipt_reports_the_sale(tmp_path: Path, graph: Graph) -> None:
    """The receipt makes an id of its own; the server tells of one sale."""
    async with spoiled("receipt_reports_the_sale", tmp_path, graph) as shopper:
        await shopper.arrive()
        thanks = await shopper.buy()
        receipt = await shopper.open(f"/receipt/{thanks.url.rpartition('=')[2]}")
        await shopper.drain()
        assert len(set(ids(thanks, receipt))) == 2
        assert [sale["event_id"] for sale in graph.named("Purchase")] == ids(thanks)


async def test_added_and_shown(tmp_path: Path, graph: Graph) -> None:
    """The button that leads to the cart tells of it, and so does the cart."""
    async with spoiled("added_and_shown", tmp_path, graph) as shopper:
        await shopper.arrive()
        await shopper.open("/products/still-wall-clock")
        told = await shopper.ask("/cart", sku=CLOCK, quantity="1", next="cart")
        assert told["next"] == "/cart"
        cart = await shopper.open("/cart")
        await shopper.drain()
        assert len(graph.named("AddToCart")) == len(told["events"]) + len(named(cart, "AddToCart")) == 2


async def test_cart_view_counts_as_adding(tmp_path: Path, graph: Graph) -> None:
    """Nothing is told of when something is put in; each view of the cart is an addition."""
    async with spoiled("cart_view_counts_as_adding", tmp_path, graph) as shopper:
        await shopper.arrive()
        await shopper.open("/products/still-wall-clock")
        assert (await shopper.ask("/cart", sku=CLOCK, quantity="1"))["events"] == []
        carts = [await shopper.open("/cart"), await shopper.open("/cart")]
        assert len(ids(*carts, name="AddToCart")) == 2


async def test_clerk_orders_reported(tmp_path: Path, graph: Graph) -> None:
    """The clerk's order goes out as a sale of the website, from the back office."""
    async with spoiled("clerk_orders_reported", tmp_path, graph) as shopper:
        await shopper.control("/_control/actors/phone_order")
        await shopper.drain()
        [sale] = graph.named("Purchase")
        assert sale["action_source"] == "website"
        assert "/back-office/" in sale["event_source_url"]
        assert [order["source"] for order in await shopper.control("/api/orders")] == ["phone"]


async def test_completed_order_reported_again(tmp_path: Path, graph: Graph) -> None:
    """Two sales of the server for one order, with an id for each status."""
    async with spoiled("completed_order_reported_again", tmp_path, graph) as shopper:
        await shopper.arrive()
        page = await shopper.buy()
        await shopper.drain()
        await shopper.control("/_control/actors/order_completed")
        await shopper.drain()
        first, second = (sale["event_id"] for sale in graph.named("Purchase"))
        assert ([first], second) == (ids(page), f"{first}.completed")


async def test_pixel_installed_twice(tmp_path: Path, graph: Graph) -> None:
    """Everything on a page comes twice, once without an id."""
    async with spoiled("pixel_installed_twice", tmp_path, graph) as shopper:
        page = await shopper.open("/products/pebble-mug")
        assert len(named(page, "PageView")) == len(named(page, "ViewContent")) == 2
        assert ids(page, name="ViewContent")[1] is None


async def test_two_hooks_on_a_page(tmp_path: Path, graph: Graph) -> None:
    """The purchase comes twice on its page, and a page view once."""
    async with spoiled("two_hooks_on_a_page", tmp_path, graph) as shopper:
        await shopper.arrive()
        page = await shopper.buy()
        assert len(named(page, "Purchase")) == 2
        assert len(named(page, "PageView")) == 1


async def test_purchase_when_placed(tmp_path: Path, graph: Graph) -> None:
    """A declined order is told of by the server, and by no page."""
    async with spoiled("purchase_when_placed", tmp_path, graph) as shopper:
        await shopper.arrive()
        page = await shopper.buy(number=DECLINED)
        await shopper.drain()
        assert len(graph.named("Purchase")) == 1
        assert named(page, "Purchase") == []
        assert [order["status"] for order in await shopper.control("/api/orders")] == ["declined"]


async def test_return_counts_as_paid(tmp_path: Path, graph: Graph) -> None:
    """A declined order is told of by the page to which its shopper returns, and not by the server."""
    async with spoiled("return_counts_as_paid", tmp_path, graph) as shopper:
        await shopper.arrive()
        page = await shopper.buy(number=DECLINED)
        await shopper.drain()
        assert len(named(page, "Purchase")) == 1
        assert graph.named("Purchase") == []


async def test_lead_on_every_press(tmp_path: Path, graph: Graph) -> None:
    """The form's page listens to the press of its button; the accepted form is told of as ever."""
    async with spoiled("lead_on_every_press", tmp_path, graph) as shopper:
        await shopper.arrive()
        assert 'fbq("track", "Lead"' in (await shopper.open("/contact")).text
        await shopper.send("/contact", **LEAD)
        await shopper.drain()
        assert len(graph.named("Lead")) == 1


async def test_thank_you_page_restored(tmp_path: Path, graph: Graph) -> None:
    """The server puts the sale on the first load only; a script of the page waits for it to be shown again."""
    async with spoiled("thank_you_page_restored", tmp_path, graph) as shopper:
        await shopper.arrive()
        first = await shopper.buy()
        second = await shopper.open(first.url)
        assert (len(named(first, "Purchase")), named(second, "Purchase")) == (1, [])
        assert "back_forward" in second.text
