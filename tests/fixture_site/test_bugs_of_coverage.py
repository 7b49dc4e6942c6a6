"""The bugs of coverage: which copies a broken shop leaves out, and what its pages do to their own pixel."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from fixture_site.bank import approval
from tests.fixture_site.support import CUSTOMER, Graph, Shopper, spoiled

RESTART = "/_control/actors/restart"


async def test_dead_server_leg(tmp_path: Path, graph: Graph) -> None:
    """The pages tell everything, the server nothing."""
    async with spoiled("dead_server_leg", tmp_path, graph) as shopper:
        await shopper.arrive()
        page = await shopper.buy()
        await shopper.drain()
        assert set(page.events) == {"PageView", "Purchase"}
        assert graph.tries == []


async def test_sale_left_to_the_pixel(tmp_path: Path, graph: Graph) -> None:
    """The server tells of every step, and not of the sale."""
    async with spoiled("sale_left_to_the_pixel", tmp_path, graph) as shopper:
        await shopper.arrive()
        page = await shopper.buy()
        await shopper.drain()
        assert "Purchase" in page.events
        assert set(graph.names) == {"PageView", "ViewContent", "AddToCart", "InitiateCheckout", "AddPaymentInfo"}


async def test_queue_in_memory(tmp_path: Path, graph: Graph) -> None:
    """What waits for the flush is gone after a restart; what comes later is sent."""
    async with spoiled("queue_in_memory", tmp_path, graph) as shopper:
        await shopper.arrive()
        await shopper.buy()
        await shopper.control(RESTART)
        await shopper.drain()
        assert graph.tries == []
        await shopper.open("/contact")
        await shopper.drain()
        assert graph.names == ["PageView"]


async def test_the_good_outbox_outlives_a_restart(shopper: Shopper, graph: Graph) -> None:
    """It is in the database."""
    graph.always = (500, "down")
    await shopper.arrive()
    await shopper.buy()
    await shopper.drain()
    await shopper.control(RESTART)
    graph.always, graph.tries = (200, {"events_received": 1}), []
    await shopper.drain()
    assert graph.names.count("Purchase") == 1


async def test_shared_tracked_flag(tmp_path: Path, graph: Graph) -> None:
    """The server has told of the sale when the thank-you page is made, which tells nothing of it."""
    async with spoiled("shared_tracked_flag", tmp_path, graph) as shopper:
        await shopper.arrive()
        page = await shopper.buy()
        await shopper.drain()
        assert set(page.events) == {"PageView"}
        assert len(graph.named("Purchase")) == 1


async def test_template_without_hooks(tmp_path: Path, graph: Graph) -> None:
    """The checkout begins on neither channel; the sale is told on both."""
    async with spoiled("template_without_hooks", tmp_path, graph) as shopper:
        await shopper.arrive()
        page = await shopper.buy()
        await shopper.drain()
        assert "Purchase" in page.events
        assert "InitiateCheckout" not in graph.names
        assert "Purchase" in graph.names


async def test_custom_thank_you_page(tmp_path: Path, graph: Graph) -> None:
    """The order is paid, the page is shown, and nobody tells of the sale."""
    async with spoiled("custom_thank_you_page", tmp_path, graph) as shopper:
        await shopper.arrive()
        page = await shopper.buy()
        await shopper.drain()
        assert [order["status"] for order in await shopper.control("/api/orders")] == ["paid"]
        assert set(page.events) == {"PageView"}
        assert "Purchase" not in graph.names


async def test_tracked_and_gone(tmp_path: Path, graph: Graph) -> None:
    """The page that tells of the account goes elsewhere, once."""
    async with spoiled("tracked_and_gone", tmp_path, graph) as shopper:
        await shopper.arrive()
        page = await shopper.send("/account/register", **CUSTOMER)
        assert "CompleteRegistration" in page.events
        assert page.text.index("pixel.start()") < page.text.index("location.replace(")
        assert "location.replace(" not in (await shopper.open("/account?signed_up=yes")).text


async def test_policy_blocks_the_pixel(tmp_path: Path, graph: Graph) -> None:
    """Every page comes with the policy; the good shop has none."""
    async with (
        spoiled("policy_blocks_the_pixel", tmp_path, graph) as shopper,
        shopper.http.get(f"{shopper.base}/") as answer,
    ):
        assert "connect.facebook.net" not in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("escaped_pixel_script", "const pixelId = &#34;1234567890&#34;;"),
        ("queue_nobody_reads", "fbq.q.push(call)"),
        ("guard_instead_of_a_queue", "if (ready.callMethod)"),
        ("pixel_in_a_worker", "new Worker("),
    ],
)
async def test_the_pixel_s_loader(name: str, line: str, tmp_path: Path, graph: Graph) -> None:
    """Its own template is on every page; the server tells of all as before."""
    async with spoiled(name, tmp_path, graph) as shopper:
        await shopper.arrive()
        page = await shopper.buy()
        await shopper.drain()
        assert line in page.text
        assert len(graph.named("Purchase")) == 1


async def approved(shopper: Shopper) -> dict[str, Any]:
    """What the shop answers to an approval of the wallet."""
    proof = approval(shopper.shop.webhook_secret, shopper.page.data["page"])
    return await shopper.ask("/checkout/payment", method="wallet", approval=proof)


async def test_frame_tells_the_page_nothing(tmp_path: Path, graph: Graph) -> None:
    """The shop reports the step in the frame, and the page is told that it speaks for no frame."""
    async with spoiled("frame_tells_the_page_nothing", tmp_path, graph) as shopper:
        await shopper.arrive()
        await shopper.to_payment()
        assert (await approved(shopper))["frame"]
        assert shopper.page.data["frames"] == []


async def test_the_good_page_speaks_for_the_bank_s_frame(shopper: Shopper) -> None:
    """And for what happens in none."""
    await shopper.arrive()
    assert (await shopper.to_payment())["frame"] == ""
    told = await approved(shopper)
    assert [event["name"] for event in told["events"]] == ["AddPaymentInfo"]
    assert told["frame"] in shopper.page.data["frames"]


async def test_a_wallet_needs_an_approval(shopper: Shopper) -> None:
    """The bank's own, for this page; an order then is paid at once."""
    await shopper.arrive()
    await shopper.to_payment()
    refused = await shopper.ask("/checkout/payment", method="wallet", approval="mine")
    assert refused == {"problem": "Please approve the payment in your wallet."}
    await approved(shopper)
    await shopper.place()
    assert [order["status"] for order in await shopper.control("/api/orders")] == ["paid"]
