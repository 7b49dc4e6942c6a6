"""Goods: ids, content types, variants, and what a copy names."""

from __future__ import annotations

from typing import Any

import pytest

from harness.judge import judge
from harness.ledger import FeedItem, Ledger
from tests.harness.factories import BROWSER, SERVER, change, fired, healthy, order, told
from tests.harness.mutators import each, saying

IDS, SHAPE, FUNNEL, CONTENTS = "catalogue.ids", "catalogue.shape", "catalogue.funnel", "catalogue.contents"
MUG = FeedItem(id="mug", price=29.99, currency="EUR")
SIZES = (FeedItem(id="mug", group="mugs", price=29.99, currency="EUR"), FeedItem(id="big-mug", group="mugs"))
BOOKED = ({"id": "mug", "quantity": 2, "item_price": 29.99},)


def goods(*ids: str, **more: Any) -> dict[str, Any]:
    """The parameters that name these goods."""
    return {"content_ids": list(ids), "contents": [{"id": one, "quantity": 2} for one in ids], **more}


def sold(*, feed: tuple[FeedItem, ...] = (MUG,), **custom_data: Any) -> Ledger:
    """A run with this feed, in which both copies of the sale say so, and the books hold two mugs."""
    booked = healthy(feed=feed, conversions=(order(contents=BOOKED),))
    return each(booked, "Purchase", None, saying(**custom_data))


@pytest.mark.parametrize("feed", [(), (MUG,), SIZES])
def test_a_sound_run_is_silent(feed: tuple[FeedItem, ...]) -> None:
    """Without a feed, with one, and with variants."""
    assert fired(judge(sold(feed=feed))) == set()


@pytest.mark.parametrize(
    ("sent", "cause"),
    [
        ("wc_post_id_mug", "the id has a prefix or suffix that the feed's does not have"),
        ("MUG", "the id is spelt otherwise than in the feed: capitals or blanks"),
        ("mu", "the feed's id has a prefix or suffix that this one does not have"),
        ("1953", "events and feed number the goods by different fields, such as SKU and product id"),
    ],
)
def test_an_id_that_the_feed_does_not_have(sent: str, cause: str) -> None:
    """It is told once for all events, with how it differs."""
    (finding,) = judge(sold(**goods(sent))).findings
    assert (finding.check, finding.causes) == (IDS, (cause,))
    assert f"The product feed has no {sent}, which Purchase of browser and server names" in finding.message


@pytest.mark.parametrize(("ids", "kind"), [("mugs", "product"), ("mug", "product_group")])
def test_a_content_type_that_is_not_that_of_the_id(ids: str, kind: str) -> None:
    """Looked up among the other kind, the id is not found."""
    evidence = each(sold(feed=SIZES), "ViewContent", None, saying(**goods(ids, content_type=kind)))
    assert fired(judge(evidence)) == {SHAPE}


def test_a_group_may_be_looked_at_and_a_size_be_bought() -> None:
    """Before the choice the product as a whole is meant."""
    evidence = each(sold(feed=SIZES), "ViewContent", None, saying(**goods("mugs", content_type="product_group")))
    assert fired(judge(evidence)) == set()


def test_an_id_that_is_article_and_group_fits_either_type() -> None:
    """Some shops use the first variant's id for the whole."""
    both = (FeedItem(id="mug", group="mug"), FeedItem(id="big-mug", group="mug"))
    evidence = each(sold(feed=both), "ViewContent", None, saying(content_type="product_group"))
    assert fired(judge(evidence)) == set()


def test_two_lists_that_name_different_goods() -> None:
    """Meta reads either."""
    evidence = each(healthy(), "AddToCart", None, saying(content_ids=["mug"], contents=[{"id": "cup", "quantity": 1}]))
    assert told(evidence, SHAPE) == [
        "The content_ids and contents name different goods: mug against cup, "
        "in AddToCart of browser and server (2 events)."
    ]


def test_a_parent_bought_for_a_variant() -> None:
    """What the books say otherwise is a consequence."""
    (finding,) = judge(sold(feed=SIZES, **goods("mugs", content_type="product_group"))).findings
    assert finding.check == FUNNEL
    assert "mugs, is named in Purchase of browser and server, where the shopper had chosen mug" in finding.message


def test_without_a_feed_another_numbering_is_told_by_the_steps() -> None:
    """As many articles bought as put into the cart, and none of them the same."""
    evidence = each(healthy(), "Purchase", None, saying(**goods("1953")))
    assert fired(judge(evidence)) == {FUNNEL}


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ({"contents": [{"id": "mug", "quantity": 1}]}, "has 1 of mug, the books 2"),
        ({"contents": [{"id": "mug", "quantity": 2, "item_price": 2999}]}, "has mug at 2999, the books 29.99"),
        ({"contents": [{"id": "mug", "quantity": 2, "item_price": 0}]}, "has mug for nothing, the books 29.99"),
    ],
)
def test_goods_that_are_not_the_books(named: dict[str, Any], said: str) -> None:
    """Numbers and prices are those of the order."""
    (message,) = told(sold(**named), CONTENTS)
    assert said in message


def test_a_line_that_is_left_out() -> None:
    """Only the first is sent."""
    booked = (*BOOKED, {"id": "cup", "quantity": 1})
    (message,) = told(change(sold(feed=()), conversions=(order(contents=booked),)), CONTENTS)
    assert message.endswith("leaves out cup, which the books hold.")


def test_books_that_number_goods_otherwise_prove_nothing() -> None:
    """They need not know Meta's ids."""
    numbered = (order(contents=({"id": 1953, "quantity": 2},)),)
    assert fired(judge(healthy(conversions=numbered))) == set()
    assert fired(judge(healthy(conversions=numbered, feed=(MUG,)))) == set()


@pytest.mark.parametrize("channel", [BROWSER, SERVER])
def test_a_copy_without_goods(channel: Any) -> None:
    """What the plan misses in it, and what the other copy has, are consequences."""
    evidence = each(healthy(), "Purchase", channel, saying(content_ids=[], contents=[]))
    (finding,) = judge(evidence).findings
    assert finding.check == CONTENTS
    assert f"The {channel}'s copy of Purchase of orders/1001 names no goods" in finding.message
