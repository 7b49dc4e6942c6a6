"""What the shop sells, for how much, and in which money."""

from __future__ import annotations

import re
from typing import Any

import pytest

from fixture_site.bill import bill
from fixture_site.catalogue import lines
from fixture_site.money import amount, price, shown
from tests.fixture_site.support import CUSTOMER, Graph, Page, Shopper


async def check_out(shopper: Shopper) -> Page:
    """From the cart to the thank-you page."""
    await shopper.open("/checkout")
    await shopper.send("/checkout", **CUSTOMER)
    await shopper.ask("/checkout/payment", method="card", card_number="4242424242424242")
    return await shopper.place()


async def with_coupon(shopper: Shopper) -> Page:
    """Two mugs with a coupon, and their delivery."""
    await shopper.arrive()
    await shopper.ask("/cart", sku="KS-MUG-02", quantity="2")
    await shopper.send("/cart/coupon", code="kiesel10")
    return await check_out(shopper)


async def slippers(shopper: Shopper) -> tuple[dict[str, Any], Page]:
    """A size is bought: what its AddToCart says, and the thank-you page."""
    await shopper.open("/products/felt-slippers")
    added: dict[str, Any] = (await shopper.ask("/cart", sku="KS-SLIP-09-40", quantity="1"))["events"][0]["data"]
    return added, await check_out(shopper)


async def express(shopper: Shopper) -> Page:
    """A clock by the express button, paid with the bank's wallet."""
    await shopper.open("/products/still-wall-clock")
    await shopper.ask("/cart", sku="KS-CLOCK-05", quantity="1")
    page = await shopper.open("/cart")
    attempt = re.search(r'name="attempt" value="([^"]+)"', page.text)
    assert attempt is not None
    bank_page = await shopper.send("/checkout/express", attempt=attempt[1])
    await shopper.send(bank_page.url, answer="pay", **CUSTOMER)
    return await shopper.open(f"/checkout/return?payment={bank_page.url.rsplit('/', 1)[1]}")


def test_a_bill_is_the_sum_of_its_parts() -> None:
    """To the cent, in every currency, with a coupon and without."""
    for currency in ("EUR", "SEK", "JPY"):
        for coupon in ("", "KIESEL10"):
            for cart in ({"KS-MUG-02": 1}, {"KS-MUG-02": 3, "KS-SLIP-09-40": 1}):
                made = bill(lines(cart, currency), currency, coupon)
                assert sum(made.parts.values()) == made.total
                assert sum(made.parts[name] for name in ("goods", "discount", "tax")) == made.sold


@pytest.mark.parametrize(
    ("currency", "coins", "leaves", "reads"),
    [("EUR", 4990, 49.9, "€49.90"), ("SEK", 57400, 574.0, "574 kr"), ("JPY", 7980, 7980.0, "¥7,980")],
)
def test_money_in_each_currency(currency: str, coins: int, leaves: float, reads: str) -> None:
    """A clock: in smallest coins, as it leaves the shop, and as shoppers read it."""
    assert price(4990, currency) == coins
    assert amount(coins, currency) == leaves
    assert shown(coins, currency) == reads


async def test_the_feed_knows_what_events_name(shopper: Shopper) -> None:
    """Sizes with their group, and all else alone."""
    feed = {item["id"]: item for item in await shopper.control("/api/feed")}
    added, page = await slippers(await shopper.arrive())
    assert feed["KS-SLIP-09-40"] == {"id": "KS-SLIP-09-40", "group": "KS-SLIP-09", "price": 59.0, "currency": "EUR"}
    assert added["content_ids"] == page.events["Purchase"]["data"]["content_ids"] == ["KS-SLIP-09-40"]
    assert feed["KS-MUG-02"]["group"] == ""
    assert "KS-SLIP-09" not in feed


async def test_a_product_with_sizes_is_looked_at_as_a_group(shopper: Shopper) -> None:
    """No size is chosen yet."""
    page = await shopper.open("/products/felt-slippers")
    data = page.events["ViewContent"]["data"]
    assert (data["content_ids"], data["content_type"]) == (["KS-SLIP-09"], "product_group")


async def test_delivery_is_no_revenue_and_a_coupon_less(shopper: Shopper) -> None:
    """The shopper pays all, the sale is worth its goods less the coupon, and the books tell the parts."""
    page = await with_coupon(shopper)
    [order] = await shopper.control("/api/orders")
    assert page.events["Purchase"]["data"]["value"] == 34.02
    assert order["value"] == 38.92
    assert order["parts"] == {"goods": 32.37, "discount": -3.78, "tax": 5.43, "shipping": 4.9}
    assert "There is nothing in it yet" in (await shopper.open("/cart")).text


async def test_an_unknown_coupon_is_told(shopper: Shopper) -> None:
    """It takes nothing off."""
    await shopper.open("/products/pebble-mug")
    await shopper.ask("/cart", sku="KS-MUG-02", quantity="1")
    page = await shopper.send("/cart/coupon", code="GRATIS")
    assert "We don&#39;t know this code." in page.text


async def test_the_wallet_tells_who_bought(shopper: Shopper, graph: Graph) -> None:
    """No form was filled in at the shop, and both channels know the customer and the value."""
    page = await express(await shopper.arrive())
    await shopper.drain()
    [order], [sale] = await shopper.control("/api/orders"), graph.named("Purchase")
    assert (order["status"], order["customer"]["email"]) == ("paid", CUSTOMER["email"])
    assert "em" in sale["user_data"]
    assert "em" in page.data["matching"]
    assert page.events["Purchase"]["data"]["value"] == sale["custom_data"]["value"] == 49.9
