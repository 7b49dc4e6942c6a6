"""Who is no shopper leaves entries in the books, and a sound shop tells Meta only what it should hear."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fixture_site.support import CUSTOMER, Graph, Shopper

LEAD = {**CUSTOMER, "message": "Twelve lamps."}


async def orders(shopper: Shopper) -> list[tuple[str, str]]:
    return [(order["source"], order["status"]) for order in await shopper.control("/api/orders")]


async def test_crawlers_are_not_reported(shopper: Shopper, graph: Graph) -> None:
    """They read every page, and nobody hears of it."""
    assert (await shopper.control("/_control/actors/crawler"))["pages"] >= 20
    await shopper.drain()
    assert graph.tries == []


async def test_what_is_no_web_sale_stays_in_the_books(shopper: Shopper, graph: Graph) -> None:
    """An order by phone and a renewal are orders with a source of their own."""
    await shopper.arrive()
    await shopper.buy()
    for actor in ("phone_order", "renewal"):
        await shopper.control(f"/_control/actors/{actor}")
    await shopper.drain()
    assert await orders(shopper) == [("web", "paid"), ("phone", "paid"), ("renewal", "paid")]
    assert len(graph.named("Purchase")) == 1


@pytest.mark.parametrize("status", ["completed", "cancelled", "refunded"])
async def test_a_later_status_is_no_news(shopper: Shopper, graph: Graph, status: str) -> None:
    """The order keeps the moment at which it was paid, its page still opens, and the sale is told of once."""
    await shopper.arrive()
    page = await shopper.buy()
    await shopper.control(f"/_control/actors/order_{status}")
    assert (await shopper.open(page.url)).status == 200
    await shopper.drain()
    [order] = await shopper.control("/api/orders")
    assert order["status"] == status
    assert order["paid_at"] is not None
    assert len(graph.named("Purchase")) == 1


async def test_nothing_was_bought_yet(shopper: Shopper) -> None:
    """There is no order to complete."""
    async with shopper.http.post(f"{shopper.base}/_control/actors/order_completed") as answer:
        assert answer.status == 409


async def deals(shopper: Shopper, stage: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = await shopper.control(f"/api/deals/{stage}")
    return found


async def test_the_crm_tells_what_became_of_a_lead(shopper: Shopper, graph: Graph) -> None:
    """Each stage once, from the server alone, as what it is: with the person, and without anything of a browser."""
    await shopper.arrive()
    await shopper.send("/contact", **LEAD)
    for actor in ("sales_qualifies", "sales_qualifies", "sales_wins"):
        await shopper.control(f"/_control/actors/{actor}")
    await shopper.drain()
    [qualified], [won] = graph.named("QualifiedLead"), graph.named("ConvertedLead")
    assert qualified["action_source"] == won["action_source"] == "system_generated"
    assert not {"fbp", "client_ip_address", "client_user_agent"} & set(won["user_data"])
    assert "event_source_url" not in won
    assert won["user_data"]["em"]
    assert [(deal["source"], deal["value"]) for deal in await deals(shopper, "won")] == [("crm", 1800.0)]


async def test_the_crm_keeps_to_the_lead_s_answer(shopper: Shopper, graph: Graph) -> None:
    """Who denied is in the CRM, and Meta hears nothing of it."""
    await shopper.open("/")
    await shopper.deny()
    await shopper.send("/contact", **LEAD)
    await shopper.control("/_control/actors/sales_qualifies")
    await shopper.drain()
    assert len(await deals(shopper, "qualified")) == 1
    assert graph.tries == []


async def test_the_receipt_of_a_paid_order(shopper: Shopper) -> None:
    """It opens by the order's number, reports no sale, and there is none of an order that nobody knows."""
    page = await shopper.buy()
    receipt = await shopper.open(f"/receipt/{page.url.rpartition('=')[2]}")
    assert "Paid on" in receipt.text
    assert set(receipt.events) == {"PageView"}
    assert (await shopper.open("/receipt/KS-0")).status == 404


async def test_a_call_and_a_visit_to_the_showroom(shopper: Shopper, graph: Graph) -> None:
    """Both channels tell of each; a day that is not offered is not booked."""
    await shopper.arrive()
    await shopper.open("/contact")
    called = await shopper.ask("/contact/call")
    assert (await shopper.send("/showroom", **CUSTOMER, day="Sunday")).status == 422
    page = await shopper.send("/showroom", **CUSTOMER, day="Monday")
    await shopper.drain()
    [contact], [visit] = graph.named("Contact"), graph.named("Schedule")
    assert [event["options"]["eventID"] for event in called["events"]] == [contact["event_id"]]
    assert page.events["Schedule"]["options"]["eventID"] == visit["event_id"]
    assert len(await shopper.control("/api/appointments")) == 1
