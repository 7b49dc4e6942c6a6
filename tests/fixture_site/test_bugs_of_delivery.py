"""What the variants of completeness, freshness and delivery change, and what they leave alone."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from fixture_site.bug import BUGS
from fixture_site.seams import Seams
from tests.fixture_site.support import Graph, Shopper, refusal, shopping

NINE_DAYS_S = 9 * 86400.0


@contextlib.asynccontextmanager
async def spoiled(name: str, folder: Path, graph: Graph) -> AsyncIterator[Shopper]:
    """The first visitor of a shop with one of the bugs, who has agreed."""
    async with shopping(folder, graph, BUGS[name].apply(Seams())) as shopper:
        yield await shopper.arrive()


async def sale(name: str, folder: Path, graph: Graph) -> tuple[dict[str, Any], dict[str, Any]]:
    """The browser's and the server's copy of a sale in a shop with one of the bugs."""
    async with spoiled(name, folder, graph) as shopper:
        page = await shopper.buy()
        await shopper.drain()
        return page.events["Purchase"]["data"], graph.named("Purchase")[0]


async def test_value_missing_in_browser(tmp_path: Path, graph: Graph) -> None:
    """The server still says what was paid."""
    browser, server = await sale("value_missing_in_browser", tmp_path, graph)
    assert "value" not in browser
    assert server["custom_data"]["value"] == 49.9


async def test_thin_server_purchase(tmp_path: Path, graph: Graph) -> None:
    """The browser still names the goods."""
    browser, server = await sale("thin_server_purchase", tmp_path, graph)
    assert set(server["custom_data"]) == {"value", "currency", "order_id"}
    assert {"contents", "content_ids", "content_type", "num_items"} < set(browser)


async def test_custom_event_by_track(tmp_path: Path, graph: Graph) -> None:
    """The good shop sends it by trackCustom."""
    async with spoiled("custom_event_by_track", tmp_path, graph) as shopper:
        page = await shopper.open("/categories/table")
        assert page.events["ViewCategory"]["method"] == "track"


async def test_categories_are_reported_as_the_shops_own(shopper: Shopper) -> None:
    """And there is no category that nobody made."""
    page = await shopper.open("/categories/table")
    assert page.events["ViewCategory"]["method"] == "trackCustom"
    assert page.events["PageView"]["method"] == "track"
    assert "Pebble mug" in page.text
    assert "Wool throw" not in page.text
    assert (await shopper.open("/categories/none")).status == 404


@pytest.mark.parametrize(
    ("name", "field"),
    [("action_source_missing", "action_source"), ("source_url_missing", "event_source_url")],
)
async def test_a_field_is_left_out(tmp_path: Path, graph: Graph, name: str, field: str) -> None:
    """The rest is as ever."""
    _, server = await sale(name, tmp_path, graph)
    assert field not in server
    assert server["event_id"]
    assert server["custom_data"]["value"] == 49.9


async def test_user_agent_missing(tmp_path: Path, graph: Graph) -> None:
    """The network address is still there."""
    _, server = await sale("user_agent_missing", tmp_path, graph)
    assert "client_user_agent" not in server["user_data"]
    assert server["user_data"]["client_ip_address"]


async def test_event_times_of_another_form(tmp_path: Path, graph: Graph) -> None:
    """Thirteen digits, or a text."""
    _, server = await sale("event_time_in_milliseconds", tmp_path / "ms", graph)
    assert len(str(server["event_time"])) == 13
    graph.tries.clear()
    _, server = await sale("event_time_as_text", tmp_path / "iso", graph)
    assert server["event_time"].endswith("+00:00")


@pytest.mark.parametrize(("names", "late"), [((), True), (("order_time_of_a_late_payment",), False)])
async def test_money_that_arrives_after_nine_days(
    tmp_path: Path, graph: Graph, names: tuple[str, ...], late: bool
) -> None:
    """The good shop dates the sale by its payment; it is reported when the bookkeeper finds the money, and once."""
    seams = Seams()
    for name in names:
        seams = BUGS[name].apply(seams)
    async with shopping(tmp_path, graph, seams) as shopper:
        await shopper.arrive()
        page = await shopper.buy("prepayment")
        assert "It is reserved for you" in page.text
        await shopper.drain()
        assert graph.named("Purchase") == []
        await shopper.control("/_control/clock", {"offset_s": NINE_DAYS_S})
        for _ in range(2):
            await shopper.control("/_control/actors/bookkeeper")
        await shopper.drain()
        [told] = graph.named("Purchase")
        [order] = await shopper.control("/api/orders")
        assert order["status"] == "paid"
        assert told["event_time"] == int(order["paid_at" if late else "created_at"])


async def test_server_events_by_cron(tmp_path: Path, graph: Graph) -> None:
    """Nothing goes before the full hour, not even when all is drained; then everything does."""
    async with spoiled("server_events_by_cron", tmp_path, graph) as shopper:
        await shopper.buy()
        assert (await shopper.drain())["sent"] == 0
        assert graph.tries == []
        await shopper.control("/_control/clock", {"offset_s": 3600})
        await shopper.drain()
        assert len(graph.named("Purchase")) == 1


async def test_templates_of_the_checkout(tmp_path: Path, graph: Graph) -> None:
    """One starts its pixel late, one has no id for it; other pages are as ever."""
    async with spoiled("pixel_loaded_last", tmp_path / "late", graph) as shopper:
        await shopper.to_payment()
        assert "8000" not in shopper.page.text
        assert "setTimeout(start, 8000)" in (await shopper.open("/checkout")).text
    async with spoiled("pixel_id_undefined", tmp_path / "none", graph) as shopper:
        await shopper.to_payment()
        assert (await shopper.open("/checkout")).data["pixel"] == ""
        assert (await shopper.open("/cart")).data["pixel"] == "1234567890"


async def test_pixel_of_another_environment(tmp_path: Path, graph: Graph) -> None:
    """On every page; the server keeps to its own."""
    async with spoiled("pixel_of_another_environment", tmp_path, graph) as shopper:
        assert (await shopper.open("/cart")).data["pixel"] == "4815162342108"


async def test_malformed_click_id(tmp_path: Path, graph: Graph) -> None:
    """It ends where the click begins; who brought no click has none."""
    async with shopping(tmp_path, graph, BUGS["malformed_click_id"].apply(Seams())) as shopper:
        await shopper.open("/")
        await shopper.accept()
        await shopper.drain()
        assert "fbc" not in graph.tries[0]["user_data"]
        await shopper.open("/?fbclid=IwAR0click")
        await shopper.drain()
        assert graph.tries[-1]["user_data"]["fbc"].endswith(".")


async def test_expired_token_ignored(tmp_path: Path, graph: Graph) -> None:
    """Whatever is refused is dropped, although it would be taken with another token."""
    async with spoiled("expired_token_ignored", tmp_path, graph) as shopper:
        await shopper.drain()
        graph.answers = [refusal(190, 463)]
        await shopper.open("/cart")
        await shopper.drain()
        tries = len(graph.tries)
        await shopper.drain()
        assert len(graph.tries) == tries


async def test_batch_without_fallback(tmp_path: Path, graph: Graph) -> None:
    """All that waits goes in one call, and is dropped with it; one event of it has its goods as a text."""
    async with spoiled("batch_without_fallback", tmp_path, graph) as shopper:
        await shopper.buy()
        graph.answers = [refusal(100, 2804019)]
        told = await shopper.drain()
        assert told == {"sent": 0, "refused": len(graph.tries), "waiting": 0}
        assert isinstance(graph.named("AddPaymentInfo")[0]["custom_data"]["contents"], str)
        assert isinstance(graph.named("Purchase")[0]["custom_data"]["contents"], list)


async def test_a_refused_batch_is_sent_one_by_one(tmp_path: Path, graph: Graph) -> None:
    """A shop that gathers events loses only the bad one."""
    async with shopping(tmp_path, graph, Seams().tracking_with(batch=50, gathers_s=30.0)) as shopper:
        await shopper.arrive()
        await shopper.open("/contact")
        graph.answers = [refusal(100), refusal(100)]
        assert await shopper.drain() == {"sent": 1, "refused": 1, "waiting": 0}


async def test_what_the_calls_say(tmp_path: Path, graph: Graph) -> None:
    """An old version in the address, or a code of a trial beside the events."""
    async with spoiled("outdated_api_version", tmp_path / "old", graph) as shopper:
        await shopper.drain()
        assert graph.calls[-1] == ("/v18.0/1234567890/events", "")
    async with spoiled("test_code_left", tmp_path / "code", graph) as shopper:
        await shopper.drain()
        assert graph.calls[-1][1] == "TEST123"
