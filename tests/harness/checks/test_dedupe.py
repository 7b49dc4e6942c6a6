"""Copies fold into one, and only those of one action."""

from __future__ import annotations

from typing import Any

import pytest

from harness.judge import judge
from harness.verdict import Finding, Severity
from mock_meta.event import Event
from tests.harness.factories import BROWSER, SERVER, change, event, fired, healthy, heard, told, two_orders
from tests.harness.mutators import MUTATORS, each, saying

PAIRING, UNIQUE, AGREEMENT = "dedupe.pairing", "dedupe.unique_ids", "dedupe.agreement"


def pairing(name: str) -> Finding:
    """The only finding of pairing for a mutator."""
    (finding,) = (f for f in judge(MUTATORS[name].evidence()).findings if f.check == PAIRING)
    return finding


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("browser_id_dropped", "the browser's id is missing: a wrapper drops the fourth argument"),
        ("server_id_dropped_without_cookies", "the server's id is not at the top level of the event"),
        ("separate_ids", "each side makes an id of its own"),
        ("forty_nine_hours_apart", "same name and id, but 49 hours apart"),
    ],
)
def test_the_near_miss_is_the_cause(name: str, cause: str) -> None:
    """What kept the copies apart is told, with both ids."""
    finding = pairing(name)
    assert finding.causes[0].startswith(cause)
    assert "the browser's has" in finding.message
    assert "the server's has" in finding.message
    assert len(finding.events) == 2


def test_no_id_on_either_side() -> None:
    """Meta folds such copies by fbp, if the browser's came first."""
    finding = next(iter(judge(each(healthy(), "Purchase", None, lambda e: change(e, event_id=None))).findings))
    assert (finding.check, finding.causes) == (PAIRING, ("neither side sends an id",))


def test_copies_that_fold_by_luck_are_less_grave_than_copies_that_do_not() -> None:
    """By fbp alone, as the browser's copy came first this time; with the other order of arrival it is two sales."""
    lucky, unlucky = pairing("browser_id_dropped"), pairing("browser_id_dropped_and_server_first")
    assert (lucky.severity, unlucky.severity) == (Severity.HIGH, Severity.CRITICAL)
    assert "fold only because the browser's came first" in lucky.message
    assert not lucky.consequences
    assert "can't be folded" in unlucky.message
    assert "2 times" in unlucky.consequences[0]


def test_steps_with_one_mistake_are_one_finding() -> None:
    """Ten pages whose sides make their own ids have one cause."""
    evidence = each(healthy(), "PageView", SERVER, lambda e: change(e, event_id=f"own-{e.event_id}"))
    (message,) = told(evidence, PAIRING)
    assert message.endswith("the server's has event id 'own-page-1', and so for 4 more.")


def test_a_name_in_another_spelling_with_the_same_id() -> None:
    """The missing copy is its consequence."""
    finding = pairing("lower_case_name")
    assert finding.message == (
        "'purchase' on the server channel carries the id of Purchase of orders/1001, "
        "but names must agree to the letter."
    )
    assert finding.consequences == ("No server copy of Purchase of orders/1001 reached Meta.",)


def test_any_other_spelling_is_found() -> None:
    """In capitals too."""
    shouted = each(healthy(), "Purchase", BROWSER, lambda e: change(e, name="PURCHASE"))
    assert told(shouted, PAIRING)[0].startswith("'PURCHASE' on the browser channel carries the id of Purchase")


def test_another_name_with_the_same_id_is_another_action() -> None:
    """Two names never fold, and need not."""
    evidence = heard(healthy(), event("SizeGuide", 12, event_id="purchase-1001"))
    assert fired(judge(evidence)) == set()


def test_the_order_that_meta_loses_is_named() -> None:
    """The second with the id, with the first."""
    (message,) = told(MUTATORS["shared_id"].evidence(), UNIQUE)
    assert message == (
        "Purchase of orders/1002 has the event id 'purchase', and so has Purchase of orders/1001: "
        "Meta keeps that one and loses this one."
    )


def test_the_lost_one_is_not_always_the_later() -> None:
    """A browser's copy takes the place of a server's that came before, be it the other order's: this one is lost."""
    late = each(MUTATORS["shared_id"].evidence(), "Purchase", BROWSER, _first_order_half_a_minute_later)
    (finding,) = judge(late).findings
    assert finding.check == UNIQUE
    assert finding.message == (
        "Purchase of orders/1001 has the event id 'purchase', and so has Purchase of orders/1002: "
        "Meta keeps that one and loses this one."
    )
    assert finding.consequences == ("Meta would count Purchase of orders/1001 not at all; the books hold it once.",)


def _first_order_half_a_minute_later(event: Event) -> Event:
    return change(event, received_at=event.received_at + 30 * str(event.source_url).endswith("1001"))


def test_one_id_of_two_pixels_is_no_clash() -> None:
    """Ids are compared within a pixel."""
    evidence = two_orders()
    apart = each(evidence, "Purchase", None, lambda e: change(e, event_id="p", pixel_id=str(e.source_url)[-4:]))
    assert told(change(apart, pixel_ids=()), UNIQUE) == []


@pytest.mark.parametrize(
    ("browser", "server"),
    [
        ({"value": "59.980"}, {"value": 59.98}),
        ({"currency": "eur "}, {"currency": "EUR"}),
        ({"content_ids": ["b", "a"]}, {"content_ids": ["a", "b"]}),
        ({"content_ids": ["1"]}, {"content_ids": [1]}),
        ({"extra": "true"}, {"extra": True}),
        ({"contents": [{"id": "a", "quantity": "2"}]}, {"contents": [{"quantity": 2, "id": "a"}]}),
        ({"only_here": "x"}, {"only_there": "y"}),
        ({"x": "1e999"}, {"x": "1E999"}),
    ],
)
def test_what_says_the_same_agrees(browser: dict[str, Any], server: dict[str, Any]) -> None:
    """Spelling, order, and text for numbers are no difference; nor is what one side leaves out."""
    evidence = each(each(healthy(), "AddToCart", BROWSER, saying(**browser)), "AddToCart", SERVER, saying(**server))
    assert told(evidence, AGREEMENT) == []


@pytest.mark.parametrize(
    ("browser", "server"),
    [
        ({"content_ids": ["mug"]}, {"content_ids": ["mug", "mug"]}),
        ({"content_name": "Mug"}, {"content_name": "Cup"}),
        ({"num_items": "2"}, {"num_items": 3}),
        ({"contents": [{"id": "mug", "quantity": 1}]}, {"contents": [{"id": "mug", "quantity": 2}]}),
    ],
)
def test_what_differs_is_told_with_both_values(browser: dict[str, Any], server: dict[str, Any]) -> None:
    """Parameter by parameter."""
    evidence = each(each(healthy(), "AddToCart", BROWSER, saying(**browser)), "AddToCart", SERVER, saying(**server))
    ((key, value),) = browser.items()
    (message,) = told(evidence, AGREEMENT)
    assert f"{key}: browser {value!r}, server {server[key]!r}" in message
