"""The books say what was sold, whichever way the payment came."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from fixture_site.bank import SIGNATURE, sign
from tests.fixture_site.support import CUSTOMER, PATIENCE_S, Graph, Shopper, open_for


async def orders(shopper: Shopper) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = await shopper.control("/api/orders")
    return found


async def test_a_card_is_charged_at_once(shopper: Shopper) -> None:
    """The order is paid when the thank-you page opens, and its value is that of the goods."""
    page = await shopper.buy()
    [order] = await orders(shopper)
    assert page.url.endswith(f"/thank-you/{order['id']}?order={order['id']}")
    assert (order["status"], order["value"], order["currency"]) == ("paid", 49.9, "EUR")
    assert order["contents"] == [{"id": "KS-CLOCK-05", "quantity": 1, "item_price": 49.9}]
    assert order["customer"] == CUSTOMER
    assert order["created_at"] <= order["paid_at"]


async def test_a_declined_card_buys_nothing(shopper: Shopper, graph: Graph) -> None:
    """The order is declined, the shopper may try again with the same cart, and no sale is reported."""
    await shopper.arrive()
    page = await shopper.buy(number="4000 0000 0000 0002")
    assert "declined this card" in page.text
    await shopper.ask("/checkout/payment", method="card", card_number="4242424242424242")
    await shopper.place()
    await shopper.drain()
    assert [order["status"] for order in await orders(shopper)] == ["declined", "paid"]
    assert len(graph.named("Purchase")) == 1


async def test_a_form_sent_twice_places_one_order(shopper: Shopper) -> None:
    """A double click on the last button ends on the same thank-you page, once."""
    await shopper.to_payment()
    form_page = shopper.page
    first = await shopper.place()
    shopper.page = form_page
    second = await shopper.place()
    assert first.url == second.url
    assert len(await orders(shopper)) == 1


async def test_a_wrong_card_number_is_not_taken(shopper: Shopper) -> None:
    """A number that fails its own checksum is a typing error, told at once."""
    assert await shopper.to_payment(number="4242 4242 4242 4241") == {"problem": "Please check the card number."}


async def test_the_webhook_pays_for_who_never_returns(shopper: Shopper, graph: Graph) -> None:
    """The order is paid and reported, with the shopper's cookies and page, though no page of the shop was opened."""
    await shopper.arrive()
    bank_page = await shopper.buy("bank")
    assert [order["status"] for order in await orders(shopper)] == ["pending"]
    await shopper.send(bank_page.url, answer="pay")
    await shopper.drain()
    [order], [sale] = await orders(shopper), graph.named("Purchase")
    assert order["status"] == "paid"
    assert sale["event_id"] == f"purchase.{order['id']}"
    assert sale["event_time"] == int(order["paid_at"])
    assert sale["user_data"]["fbp"].startswith("fb.3.")
    assert sale["user_data"]["client_user_agent"] == "Shopper/1.0"
    assert sale["event_source_url"] == f"{shopper.base}/thank-you/{order['id']}?order={order['id']}"


async def test_the_return_after_the_webhook_adds_no_sale(shopper: Shopper, graph: Graph) -> None:
    """The thank-you page has the browser's copy under the id of the server's, of which there is one."""
    await shopper.arrive()
    bank_page = await shopper.buy("bank")
    await shopper.send(bank_page.url, answer="pay")
    page = await shopper.open(f"/checkout/return?payment={bank_page.url.rsplit('/', 1)[1]}")
    await shopper.drain()
    [sale] = graph.named("Purchase")
    assert page.events["Purchase"]["options"]["eventID"] == sale["event_id"]


async def test_a_return_before_the_webhook_pays_too(shopper: Shopper, graph: Graph) -> None:
    """The shop asks the bank; the webhook that comes late, and then once more, changes nothing."""
    await shopper.arrive()
    bank_page = await shopper.buy("bank")
    await shopper.send(bank_page.url, answer="pay", account="never")
    assert [order["status"] for order in await orders(shopper)] == ["pending"]
    await shopper.open(f"/checkout/return?payment={bank_page.url.rsplit('/', 1)[1]}")
    [before] = await orders(shopper)
    assert await tell(shopper, before["id"], shopper.shop.webhook_secret) == 204
    assert await tell(shopper, before["id"], shopper.shop.webhook_secret) == 204
    await shopper.drain()
    assert before["status"] == "paid"
    assert await orders(shopper) == [before]
    assert len(graph.named("Purchase")) == 1


async def test_a_bank_that_takes_its_time_is_waited_for(shopper: Shopper, graph: Graph) -> None:
    """The page that the shopper returns to waits; the bank's webhook pays, and the page goes on."""
    await shopper.arrive()
    bank_page = await shopper.buy("bank")
    await shopper.send(bank_page.url, answer="pay", account="later")
    page = await shopper.open(f"/checkout/return?payment={bank_page.url.rsplit('/', 1)[1]}")
    [order] = await orders(shopper)
    assert page.url == f"{shopper.base}/checkout/waiting/{order['id']}"
    assert order["status"] == "pending"
    async with asyncio.timeout(PATIENCE_S):
        while not (told := await shopper.read(f"{page.url}/outcome"))["next"]:
            continue
    thanks = await shopper.open(told["next"])
    await shopper.drain()
    [sale] = graph.named("Purchase")
    assert thanks.events["Purchase"]["options"]["eventID"] == sale["event_id"]


async def test_the_bank_has_a_receipt_of_its_own_for_what_is_paid(shopper: Shopper) -> None:
    """It has no pixel, and knows the order's number; before the payment there is none."""
    await shopper.arrive()
    bank_page = await shopper.buy("bank")
    address = bank_page.url.replace("/pay/", "/receipt/")
    assert (await shopper.open(address)).status == 404
    await shopper.send(bank_page.url, answer="pay")
    receipt = await shopper.open(address)
    assert (await orders(shopper))[0]["id"] in receipt.text
    assert "fbq" not in receipt.text
    assert "pixel" not in receipt.text


async def test_a_card_s_bank_may_ask_its_owner(shopper: Shopper, graph: Graph) -> None:
    """The order waits for the answer on the bank's page, which leads back to the shop at once."""
    await shopper.arrive()
    challenge = await shopper.buy(number="4000 0027 6000 3184")
    assert "Is it you who pays" in challenge.text
    assert [order["status"] for order in await orders(shopper)] == ["pending"]
    page = await shopper.send(challenge.url, answer="pay", code="123456")
    await shopper.drain()
    assert "Thank you for your order" in page.text
    assert len(graph.named("Purchase")) == 1


async def test_whose_card_it_is_not_does_not_pay(shopper: Shopper, graph: Graph) -> None:
    """Who says no to the card's bank is back at the choice of how to pay, and no sale is reported."""
    await shopper.arrive()
    challenge = await shopper.buy(number="4000 0027 6000 3184")
    page = await shopper.send(challenge.url, answer="cancel")
    await shopper.drain()
    assert "The payment was cancelled" in page.text
    assert [order["status"] for order in await orders(shopper)] == ["cancelled"]
    assert not graph.named("Purchase")


async def test_a_forged_webhook_pays_nothing(shopper: Shopper) -> None:
    """Without the bank's signature a webhook is turned away."""
    await shopper.buy("bank")
    [order] = await orders(shopper)
    assert await tell(shopper, order["id"], b"guessed") == 401
    assert [order["status"] for order in await orders(shopper)] == ["pending"]


async def tell(shopper: Shopper, order: str, secret: bytes) -> int:
    body = json.dumps({"reference": order, "status": "paid"}).encode()
    headers = {SIGNATURE: sign(secret, body)}
    async with shopper.http.post(shopper.base + "/webhooks/bank", data=body, headers=headers) as answer:
        return answer.status


async def test_a_payment_can_be_cancelled(shopper: Shopper, graph: Graph) -> None:
    """The order is cancelled, the cart is kept, and nothing is reported as sold."""
    await shopper.arrive()
    bank_page = await shopper.buy("bank")
    page = await shopper.send(bank_page.url, answer="cancel")
    await shopper.drain()
    assert "cancelled" in page.text
    assert "Still wall clock" in page.text
    assert [order["status"] for order in await orders(shopper)] == ["cancelled"]
    assert graph.named("Purchase") == []


async def test_an_unknown_order_has_no_page(shopper: Shopper) -> None:
    """A thank-you page can't be guessed, nor opened before the order is paid."""
    await shopper.buy("bank")
    [order] = await orders(shopper)
    assert (await shopper.open(f"/thank-you/{order['id']}")).status == 404
    assert (await shopper.open("/thank-you/KS-1")).status == 404


async def test_leads_and_accounts_are_in_the_books(shopper: Shopper) -> None:
    """A request for a quote and a new account are written once, and a wrong form is not.

    Who sends the form twice has opened one account; who comes with another's address gets none.
    """
    assert (await shopper.send("/contact", **CUSTOMER)).status == 422
    assert "with us" in (await shopper.send("/contact", **CUSTOMER, message="Twelve lamps")).text
    assert "Welcome, Zoë" in (await shopper.send("/account/register", **CUSTOMER)).text
    assert "Welcome, Zoë" in (await shopper.send("/account/register", **CUSTOMER)).text
    async with open_for(shopper.shop) as other:
        assert (await other.send("/account/register", **CUSTOMER)).status == 422
    [lead] = await shopper.control("/api/leads")
    [account] = await shopper.control("/api/accounts")
    assert (lead["customer"]["email"], lead["value"], lead["currency"]) == (CUSTOMER["email"], 40.0, "EUR")
    assert account["customer"]["last_name"] == "O'Brien"


async def test_a_reset_empties_the_shop(shopper: Shopper, graph: Graph) -> None:
    """Books, carts and the outbox are gone, and the same visitor begins anew."""
    graph.always = (500, "down")
    await shopper.arrive()
    await shopper.buy()
    await shopper.control("/_control/reset")
    assert await orders(shopper) == []
    assert await shopper.drain() == {"sent": 0, "refused": 0, "waiting": 0}
    assert "There is nothing in it yet" in (await shopper.open("/cart")).text


async def test_a_reset_lets_no_copy_follow(shopper: Shopper, graph: Graph) -> None:
    """A reset answers when the copies on their way have arrived, so none reaches the next run."""
    graph.gate.clear()
    await shopper.arrive()
    await graph.until(1)
    reset = asyncio.create_task(shopper.control("/_control/reset"))
    await asyncio.wait({reset}, timeout=0.2)
    assert not reset.done()
    graph.gate.set()
    assert await reset == {"status": "empty"}


async def test_two_tabs_of_one_shopper_fill_one_cart(shopper: Shopper) -> None:
    """A request that comes while another of the session is slow waits for it, so neither overwrites the cart."""
    await shopper.open("/products/pebble-mug")
    second = asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield b"sku=KS-MUG-02&"
        second.set()
        await asyncio.wait({other}, timeout=0.2)
        yield b"quantity=1"

    async def after() -> None:
        await second.wait()
        await shopper.ask("/cart", sku="KS-MUG-02", quantity="1")

    other = asyncio.create_task(after())
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    async with shopper.http.post(shopper.base + "/cart", data=slow(), headers=form):
        await other
    assert (await shopper.ask("/cart", sku="KS-MUG-02", quantity="1"))["items"] == 3
