"""The shop with Meta's Node SDK as its sender: the same reports, and the same answers to a refusal."""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

import fixture_site
from fixture_site.app import running
from fixture_site.node_api import NodeApi, SenderMissingError
from fixture_site.seams import Seams
from fixture_site.shop import open_shop
from fixture_site.tracking import GOOD
from tests.fixture_site.support import Graph, Shopper, graph_on_loopback, open_for, refusal, settings_for, shopping
from tests.harness.command import Run
from tests.mock_meta.sdk.driver import node_sdk

SITE = Path(fixture_site.__file__).parent / "node.toml"


@pytest.fixture
def sdk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Node finds the SDK; skips where it can't be had."""
    monkeypatch.setenv("NODE_PATH", str(node_sdk()))


@pytest.fixture
async def shopper(sdk: None, tmp_path: Path, graph: Graph) -> AsyncIterator[Shopper]:
    async with shopping_by_node(tmp_path, graph) as shopper:
        yield shopper


@contextlib.asynccontextmanager
async def shopping_by_node(folder: Path, graph: Graph) -> AsyncIterator[Shopper]:
    shop = open_shop(replace(settings_for(folder, graph), sender="node"), Seams())
    async with running(shop), open_for(shop) as shopper:
        yield shopper


async def test_both_sdks_report_a_sale_alike(tmp_path: Path, shopper: Shopper, graph: Graph) -> None:
    """The same hashes of the same customer, the same goods and amount; of what differs, Meta makes the same."""
    await (await shopper.arrive()).buy()
    await shopper.drain()
    [by_node] = graph.named("Purchase")
    async with graph_on_loopback() as other, shopping(tmp_path / "python", other) as by_python:
        await (await by_python.arrive()).buy()
        await by_python.drain()
        [expected] = other.named("Purchase")
    hashed = ("em", "ph", "fn", "ln", "ct", "zp", "country", "external_id")
    assert {key: by_node["user_data"][key] for key in hashed} == {key: expected["user_data"][key] for key in hashed}
    same = ("value", "content_ids", "contents", "content_type", "num_items")
    assert {key: by_node["custom_data"][key] for key in same} == {key: expected["custom_data"][key] for key in same}
    assert by_node["custom_data"]["currency"].upper() == expected["custom_data"]["currency"].upper()
    assert by_node["action_source"] == expected["action_source"] == "website"


async def test_what_meta_refuses_for_good_is_not_sent_again(shopper: Shopper, graph: Graph) -> None:
    """And what it refuses for the moment waits."""
    graph.answers = [refusal(100, 2804019), refusal(190)]
    await shopper.arrive()
    await shopper.drain()
    await shopper.open("/products/still-wall-clock")
    await shopper.drain()
    states = {
        row["state"]: row["error"] for row in shopper.shop.db.execute("SELECT * FROM outbox WHERE error NOT NULL")
    }
    assert states["refused"].startswith("100/2804019")


async def test_what_the_sdk_itself_does_not_take_is_given_up(shopper: Shopper, graph: Graph) -> None:
    """An address that is none by the SDK's own rules would never go."""
    await shopper.arrive()
    await shopper.drain()
    known = len(graph.tries)
    copy = {
        "event_name": "Lead",
        "event_time": 1,
        "event_id": "1",
        "event_source_url": "https://shop.example/",
        "action_source": "website",
        "user": {"em": "no address"},
        "custom": {},
        "data_processing": {},
    }
    with pytest.raises(Exception, match="Invalid email format"):
        shopper.shop.api.send([copy])
    assert len(graph.tries) == known


def test_a_machine_without_the_sdk_is_told_what_it_lacks(
    tmp_path: Path, graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SenderMissingError, match=r"needs Node\.js"):
        NodeApi(settings_for(tmp_path, graph), GOOD)


def test_a_purchase_in_the_browser_passes(sdk: None, tmp_path: Path) -> None:
    """Every copy of the server's is of the Node SDK's making, which posts JSON, and pairs with the browser's."""
    run = Run(tmp_path, "healthy_purchase", "--site", SITE)
    [verdict] = run.verdicts.values()
    assert (verdict.status, verdict.findings) == ("PASSED", ())
    posts = [one for one in run.ledger("healthy_purchase").requests if "/events" in one.url and one.method == "POST"]
    assert posts
    assert all(json.loads(one.body)["data"][0]["action_source"] == "website" for one in posts)
