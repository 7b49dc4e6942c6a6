"""Each bug changes one seam, and does what its page says and no more."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

import fixture_site
from fixture_site.bug import BUGS
from fixture_site.seams import Seams
from tests.fixture_site.support import Graph, Page, Shopper, open_for, refusal, spoiled

NAMES = {
    "separate_event_ids",
    "cached_event_id",
    "thank_you_reload",
    "value_in_cents",
    "server_ignores_denial",
    "pixel_before_choice",
    "purchase_only_on_return",
    "currency_missing_on_server",
}
FAMILIES = {
    "catalogue",
    "completeness",
    "consent",
    "counting",
    "coverage",
    "dedupe",
    "delivery",
    "freshness",
    "match",
    "ordering",
    "privacy",
    "value",
}


def test_every_bug_is_found() -> None:
    """The package is the registry: every module in it holds bugs."""
    files = {path.stem for path in (Path(fixture_site.__file__).parent / "bugs").glob("[!_]*.py")}
    assert set(BUGS) >= NAMES
    assert {bug.apply.__module__.rpartition(".")[2] for bug in BUGS.values()} == files


@pytest.mark.parametrize("bug", BUGS.values(), ids=BUGS)
def test_a_bug_explains_itself_and_changes_one_seam(bug: fixture_site.bug.Bug) -> None:
    """Its page says what it imitates and where that was seen; it replaces one of the three seams."""
    assert re.fullmatch(r"[FP]\d{3}", bug.imitates)
    assert bug.family in FAMILIES
    assert bug.severity in {"critical", "high", "medium", "low", "info"}
    assert all(url.startswith("https://") for url in bug.source)
    assert "Imitates" in bug.doc
    good, bad = Seams(), bug.apply(Seams())
    changed = [seam.name for seam in fields(Seams) if getattr(good, seam.name) != getattr(bad, seam.name)]
    assert len(changed) == 1


def test_the_shops_code_asks_for_no_bug() -> None:
    """Nothing but the command line and the bench's lever knows that there are bugs; the seams are all they get."""
    shop = Path(fixture_site.__file__).parent
    asking = [path.name for path in shop.glob("*.py") if re.search(r"\bbugs?\b", path.read_text(), re.IGNORECASE)]
    assert sorted(asking) == ["__init__.py", "__main__.py", "bug.py", "control.py"]


async def test_separate_event_ids(tmp_path: Path, graph: Graph) -> None:
    """No id of the browser is one of the server's."""
    async with spoiled("separate_event_ids", tmp_path, graph) as shopper:
        await shopper.arrive()
        page = await shopper.buy()
        await shopper.drain()
        [sale] = graph.named("Purchase")
        assert page.events["Purchase"]["options"]["eventID"] != sale["event_id"]
        assert page.events["Purchase"]["data"]["value"] == sale["custom_data"]["value"] == 49.9


async def test_cached_event_id(tmp_path: Path, graph: Graph) -> None:
    """Two views of a product, by one visitor or two, have the first view's ids, and the server tells of the first."""
    async with spoiled("cached_event_id", tmp_path, graph) as shopper, open_for(shopper.shop) as other:
        await shopper.arrive()
        pages = [await shopper.open("/products/pebble-mug") for _ in range(2)]
        await other.open("/")
        pages.append(await other.open("/products/pebble-mug"))
        await shopper.drain()
        assert len({page.events["ViewContent"]["options"]["eventID"] for page in pages}) == 1
        assert len(graph.named("ViewContent")) == 1


async def test_the_cache_steps_aside_for_customers(tmp_path: Path, graph: Graph) -> None:
    """With something in the cart each view is fresh, the sale is right, and a reset empties the cache."""
    async with spoiled("cached_event_id", tmp_path, graph) as shopper:
        await shopper.arrive()
        before = await shopper.open("/products/pebble-mug")
        await shopper.ask("/cart", sku="KS-MUG-02", quantity="1")
        after = await shopper.open("/products/pebble-mug")
        await shopper.buy()
        await shopper.drain()
        assert before.events["ViewContent"]["options"]["eventID"] != after.events["ViewContent"]["options"]["eventID"]
        assert len(graph.named("Purchase")) == 1
        await shopper.control("/_control/reset")
        assert (await shopper.open("/products/pebble-mug")).data["page"] != before.data["page"]


async def test_thank_you_reload(tmp_path: Path, graph: Graph) -> None:
    """The first load is right; each further one is a sale under a new id. The server tells of one."""
    async with spoiled("thank_you_reload", tmp_path, graph) as shopper:
        await shopper.arrive()
        first = await shopper.buy()
        loads = [first, await shopper.open(first.url), await shopper.open(first.url)]
        await shopper.drain()
        [sale] = graph.named("Purchase")
        ids = [page.events["Purchase"]["options"]["eventID"] for page in loads]
        assert ids[0] == sale["event_id"]
        assert len(set(ids)) == 3


async def test_value_in_cents(tmp_path: Path, graph: Graph) -> None:
    """Both copies of the purchase say 4990; the books and the events before it say 49.90."""
    async with spoiled("value_in_cents", tmp_path, graph) as shopper:
        await shopper.arrive()
        page = await shopper.buy()
        await shopper.drain()
        assert page.events["Purchase"]["data"]["value"] == 4990
        assert graph.named("Purchase")[0]["custom_data"]["value"] == 4990
        assert graph.named("AddToCart")[0]["custom_data"]["value"] == 49.9
        assert [order["value"] for order in await shopper.control("/api/orders")] == [49.9]


async def test_server_ignores_denial(tmp_path: Path, graph: Graph) -> None:
    """The server tells of everything after a no, with the e-mail address; the page still holds its pixel back."""
    async with spoiled("server_ignores_denial", tmp_path, graph) as shopper:
        await shopper.open("/")
        await shopper.deny()
        page = await shopper.buy()
        await shopper.drain()
        assert "em" in graph.named("Purchase")[0]["user_data"]
        assert holds_back(page)


async def test_pixel_before_choice(tmp_path: Path, graph: Graph) -> None:
    """The page starts its pixel without asking; the server still keeps silent."""
    async with spoiled("pixel_before_choice", tmp_path, graph) as shopper:
        page = await shopper.open("/")
        await shopper.drain()
        assert "pixel.start()" in page.text
        assert not holds_back(page)
        assert graph.tries == []


async def test_the_good_page_asks_first(shopper: Shopper) -> None:
    """The good shop's page holds the pixel back before it starts it."""
    page = await shopper.open("/")
    assert page.text.index("pixel.hold()") < page.text.index("pixel.start()")


def holds_back(page: Page) -> bool:
    return "pixel.hold()" in page.text


async def test_purchase_only_on_return(tmp_path: Path, graph: Graph) -> None:
    """The webhook marks the order as paid and tells nothing; the thank-you page does."""
    async with spoiled("purchase_only_on_return", tmp_path, graph) as shopper:
        await shopper.arrive()
        bank_page = await shopper.buy("bank")
        await shopper.send(bank_page.url, answer="pay")
        await shopper.drain()
        assert [order["status"] for order in await shopper.control("/api/orders")] == ["paid"]
        assert graph.named("Purchase") == []
        page = await shopper.open(f"/checkout/return?payment={bank_page.url.rsplit('/', 1)[1]}")
        await shopper.drain()
        assert [sale["event_id"] for sale in graph.named("Purchase")] == [page.events["Purchase"]["options"]["eventID"]]


async def test_currency_missing_on_server(tmp_path: Path, graph: Graph) -> None:
    """The server's purchase has no currency and is refused once; the browser's copy and other events have one."""
    async with spoiled("currency_missing_on_server", tmp_path, graph) as shopper:
        await shopper.arrive()
        await shopper.to_payment()
        await shopper.drain()
        graph.always = refusal(100, 2804010)
        page = await shopper.place()
        await shopper.drain()
        [sale] = graph.named("Purchase")
        assert "currency" not in sale["custom_data"]
        assert sale["custom_data"]["value"] == 49.9
        assert page.events["Purchase"]["data"]["currency"] == "EUR"
        assert graph.named("AddToCart")[0]["custom_data"]["currency"] == "eur"
