"""The bugs of amounts and goods do what their pages say, and no more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.fixture_site.support import Graph, Shopper, spoiled
from tests.fixture_site.test_goods import express, slippers, with_coupon


async def bought(shopper: Shopper, graph: Graph) -> tuple[dict[str, Any], dict[str, Any]]:
    """What browser and server say of a clock that is bought."""
    await shopper.arrive()
    page = await shopper.buy()
    await shopper.drain()
    data: dict[str, Any] = page.events["Purchase"]["data"]
    return data, graph.named("Purchase")[0]["custom_data"]


async def test_base_currency_for_every_order(tmp_path: Path, graph: Graph) -> None:
    """Kronor are reported as euros; the books have kronor."""
    async with spoiled("base_currency_for_every_order", tmp_path, graph) as shopper:
        await shopper.arrive()
        await shopper.send("/currency", currency="SEK")
        page = await shopper.buy()
        [order] = await shopper.control("/api/orders")
        assert (page.events["Purchase"]["data"]["value"], page.events["Purchase"]["data"]["currency"]) == (574, "EUR")
        assert (order["value"], order["currency"]) == (574, "SEK")


async def test_example_value_left_in(tmp_path: Path, graph: Graph) -> None:
    """The browser says 0.00 USD, and the server what is right."""
    async with spoiled("example_value_left_in", tmp_path, graph) as shopper:
        browser, server = await bought(shopper, graph)
        assert (browser["value"], browser["currency"]) == ("0.00", "USD")
        assert server["value"] == 49.9


async def test_cart_total_at_each_add(tmp_path: Path, graph: Graph) -> None:
    """The first mug comes with its delivery, and the carafe with the mug."""
    async with spoiled("cart_total_at_each_add", tmp_path, graph) as shopper:
        await shopper.arrive()
        added = [await shopper.ask("/cart", sku=sku, quantity="1") for sku in ("KS-MUG-02", "KS-CARAFE-07")]
        assert [one["events"][0]["data"]["value"] for one in added] == [23.8, 53.1]


async def test_express_checkout_worth_nothing(tmp_path: Path, graph: Graph) -> None:
    """By the express button a sale is worth nothing; by the checkout it is right."""
    async with spoiled("express_checkout_worth_nothing", tmp_path, graph) as shopper:
        browser, _ = await bought(shopper, graph)
        page = await express(shopper)
        assert browser["value"] == 49.9
        assert page.events["Purchase"]["data"]["value"] == 0


async def test_other_parts_than_planned(tmp_path: Path, graph: Graph) -> None:
    """Two mugs with a coupon are reported with delivery and without the coupon."""
    async with spoiled("other_parts_than_planned", tmp_path, graph) as shopper:
        page = await with_coupon(shopper)
        assert page.events["Purchase"]["data"]["value"] == 42.7


async def test_currency_as_people_write_it(tmp_path: Path, graph: Graph) -> None:
    """Both channels, though the SDK writes small letters."""
    async with spoiled("currency_as_people_write_it", tmp_path, graph) as shopper:
        browser, server = await bought(shopper, graph)
        assert (browser["currency"], server["currency"]) == ("Dhs", "dhs")


async def test_value_formatted_for_people(tmp_path: Path, graph: Graph) -> None:
    """The browser has the text, the server the number."""
    async with spoiled("value_formatted_for_people", tmp_path, graph) as shopper:
        browser, server = await bought(shopper, graph)
        assert (browser["value"], server["value"]) == ("49,90 €", 49.9)


async def test_ids_of_another_numbering(tmp_path: Path, graph: Graph) -> None:
    """Events have a prefix that the feed does not have."""
    async with spoiled("ids_of_another_numbering", tmp_path, graph) as shopper:
        browser, server = await bought(shopper, graph)
        assert browser["content_ids"] == server["content_ids"] == ["wc_post_id_KS-CLOCK-05"]
        assert browser["contents"][0]["id"] == "wc_post_id_KS-CLOCK-05"


async def test_content_type_of_the_other_kind(tmp_path: Path, graph: Graph) -> None:
    """The product with sizes is called a product."""
    async with spoiled("content_type_of_the_other_kind", tmp_path, graph) as shopper:
        page = await shopper.open("/products/felt-slippers")
        assert page.events["ViewContent"]["data"]["content_type"] == "product"


async def test_parent_bought_for_a_variant(tmp_path: Path, graph: Graph) -> None:
    """A size is put into the cart, and its product bought; a clock is a clock."""
    async with spoiled("parent_bought_for_a_variant", tmp_path, graph) as shopper:
        browser, _ = await bought(shopper, graph)
        added, page = await slippers(shopper)
        assert browser["content_ids"] == ["KS-CLOCK-05"]
        assert added["content_ids"] == ["KS-SLIP-09-40"]
        assert page.events["Purchase"]["data"]["content_ids"] == ["KS-SLIP-09"]


@pytest.mark.parametrize(
    ("name", "key", "browser_says", "server_says"),
    [
        ("content_type_as_a_list", "content_type", ["product"], "product"),
        ("server_copy_without_goods", "content_ids", ["KS-CLOCK-05"], None),
    ],
)
async def test_one_channel_only(
    name: str, key: str, browser_says: object, server_says: object, tmp_path: Path, graph: Graph
) -> None:
    """The other channel's copy is right."""
    async with spoiled(name, tmp_path, graph) as shopper:
        browser, server = await bought(shopper, graph)
        assert (browser[key], server.get(key) or None) == (browser_says, server_says)
