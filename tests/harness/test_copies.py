"""Which event reports which action."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.actions import actions
from harness.copies import assign, named_conversion
from harness.ledger import Ledger
from mock_meta.event import Answer, Event
from tests.harness.factories import (
    BROWSER,
    SERVER,
    SITE,
    START,
    basket,
    change,
    event,
    healthy,
    ledger,
    order,
    page,
    pair,
    purchase,
    two_orders,
    visit,
)


def reported(evidence: Ledger, events: Iterable[Event]) -> dict[str, list[str]]:
    """The keys of the events that report each conversion or, for strays, nothing."""
    copies, strays = assign(events, actions(evidence))
    told = {c.action.conversion.id: [e.key for e in (*c.accepted, *c.refused)] for c in copies if c.action.conversion}
    return told | {"strays": [e.key for e in strays]}


def numbered(*events: Event) -> list[Event]:
    """Events with keys "0", "1", ..."""
    return [change(e, key=str(number)) for number, e in enumerate(events)]


def nameless(e: Event, **changes: object) -> Event:
    """A copy of a Purchase that names no order anywhere."""
    said = {key: value for key, value in e.custom_data.items() if key != "order_id"}
    return change(e, **({"custom_data": said, "event_id": "x", "source_url": f"{SITE}/thanks"} | changes))


def test_every_action_of_a_sound_run_has_one_copy_on_each_channel() -> None:
    """And nothing is left over."""
    copies, strays = assign(two_orders().events, actions(two_orders()))
    assert [(len(c.browser), len(c.server), len(c.refused)) for c in copies] == [(1, 1, 0)] * len(copies)
    assert strays == ()


@settings(max_examples=25)
@given(st.randoms(use_true_random=False))
def test_the_order_in_which_they_are_listed_is_nothing(random: object) -> None:
    """Only times of receipt matter."""
    events = list(two_orders().events)
    random.shuffle(events)  # type: ignore[attr-defined]
    found = actions(two_orders())
    assert assign(events, found) == assign(two_orders().events, found)


@pytest.mark.parametrize(
    "told",
    [
        purchase("1002", 55)[1],
        nameless(purchase()[0], custom_data={"order_id": 1002}),
        nameless(purchase()[0], event_id="order-1002-purchase"),
        nameless(purchase()[0], source_url=f"{SITE}/thanks?order=1002"),
    ],
    ids=["order_id", "order_id as a number", "event id", "address"],
)
def test_an_order_number_decides_whatever_the_time(told: Event) -> None:
    """Long before the second order was made, this is said to be of it."""
    assert reported(two_orders(), numbered(told))["1002"] == ["0"]


@pytest.mark.parametrize("text", ["order-11002-x", "order-10021", "x1002"])
def test_a_number_inside_another_is_not_named(text: str) -> None:
    """Order 1002 is not order 11002."""
    told = nameless(purchase(at=51.5)[0], event_id=text)
    assert reported(two_orders(), numbered(told))["1002"] == []


def test_an_unknown_order_number_is_a_stray() -> None:
    """It is not taken for the nearest sale: it may be a sale that the books do not hold."""
    assert reported(healthy(), numbered(*purchase("999", 51)))["strays"] == ["0", "1"]


def test_a_shared_id_brings_the_other_channels_copy_along() -> None:
    """The server's copy comes much later and names nothing but the id."""
    first, second = purchase("1001"), purchase("1002", 79)
    late = nameless(first[1], event_id="purchase-one", received_at=START + 600, event_time=None)
    told = numbered(change(first[0], event_id="purchase-one"), change(second[0], event_id="purchase-two"), late)
    assert reported(two_orders(), told)["1001"] == ["0", "2"]


def test_nameless_copies_are_told_apart_by_time() -> None:
    """Each goes to the order that was begun last before it."""
    told = numbered(nameless(purchase(at=52)[0], event_id="a"), nameless(purchase(at=79.5)[0], event_id="b"))
    assert reported(two_orders(), told) == {"1001": ["0"], "1002": ["1"], "strays": []}


def test_of_two_actions_at_one_moment_each_gets_a_copy() -> None:
    """Server times are whole seconds, so the first copy must not take both."""
    moment = healthy(conversions=(order("1001", 50), order("1002", 50.4)))
    told = [nameless(purchase(at=at)[1], event_id=name, event_time=START + 50) for at, name in ((51, "a"), (51.2, "b"))]
    found = reported(moment, numbered(*told))
    assert sorted(found["1001"] + found["1002"]) == ["0", "1"]
    assert len(found["1001"]) == 1


def test_what_the_event_claims_beats_when_it_came() -> None:
    """A queue sends the first order's copy after the second order."""
    late = nameless(purchase()[1], event_time=START + 51, received_at=START + 95)
    assert reported(two_orders(), numbered(late))["1001"] == ["0"]


def test_a_claim_that_cannot_be_true_is_not_believed() -> None:
    """Long before the shop was there: the receipt decides."""
    odd = nameless(purchase()[1], event_time=51.0, received_at=START + 95)
    assert reported(two_orders(), numbered(odd))["1002"] == ["0"]


def test_a_step_must_be_on_its_page() -> None:
    """ViewContent of another page reports no view of this one; query and fragment are no matter."""
    here, elsewhere = (
        pair("ViewContent", 11, path, "v", **basket())[0] for path in ("/products/mug?utm=1#top", "/products/tea")
    )
    copies, strays = assign(numbered(here, elsewhere), actions(healthy()))
    assert [c.browser[0].key for c in copies if c.browser] == ["0"]
    assert [e.key for e in strays] == ["1"]


def test_an_event_without_an_address_may_be_of_any_page() -> None:
    """Time decides then."""
    told = numbered(event("PageView", 21))
    (copies,) = (c for c in assign(told, actions(healthy()))[0] if c.browser)
    assert copies.action.page is not None
    assert copies.action.page.url.endswith("/cart")


@pytest.mark.parametrize("address", ["http://[", "https://shop.example:port/", "", "\x00", "//", "javascript:0"])
def test_an_address_of_any_shape_is_no_trouble(address: str) -> None:
    """Events may claim what they like as their page."""
    _, strays = assign(numbered(event("ViewContent", 11, source_url=address)), actions(healthy()))
    assert len(strays) == 1


def test_the_same_product_seen_twice_is_two_views() -> None:
    """Each view goes to the page load that it came from."""
    pages = (page("/products/mug", 10, 20), page("/products/mug", 20, 30))
    evidence = ledger(visits=(visit(pages=pages, deeds=()),))
    views = numbered(*(pair("ViewContent", at, "/products/mug", f"v{at}")[0] for at in (10.3, 20.3)))
    copies, _ = assign(views, actions(evidence))
    assert [[e.key for e in c.browser] for c in copies if c.action.name == "ViewContent"] == [["0"], ["1"]]


def test_of_two_views_within_an_event_s_second_it_tells_of_the_one_that_it_may() -> None:
    """A server states whole seconds; whoever agreed between the two is not betrayed by the guess."""
    pages = (page("/products/mug", 10.2, 10.6), page("/products/mug", 10.6, 12))
    evidence = ledger(visits=(visit(pages=pages, deeds=()),))
    (told,) = numbered(pair("ViewContent", 10.4, "/products/mug", "v")[1])
    copies, _ = assign([told], actions(evidence), may=lambda event, action: action.page == pages[1])
    assert [[e.key for e in c.server] for c in copies if c.action.name == "ViewContent"] == [[], ["0"]]
    copies, _ = assign([told], actions(evidence))
    assert [[e.key for e in c.server] for c in copies if c.action.name == "ViewContent"] == [["0"], []]


def test_a_message_that_is_sent_again_is_of_the_same_action() -> None:
    """A sender that heard no answer repeats it, while the next view of the product still lacks its copy."""
    pages = (page("/products/mug", 10, 10.4), page("/products/mug", 10.4, 12))
    evidence = ledger(visits=(visit(pages=pages, deeds=()),))
    first, second = (pair("ViewContent", at, "/products/mug", f"v{at}")[1] for at in (10.2, 10.6))
    again = change(first, received_at=first.received_at + 0.3)
    late = change(second, received_at=second.received_at + 5)
    copies, _ = assign(numbered(first, again, late), actions(evidence))
    assert [[e.key for e in c.server] for c in copies if c.action.name == "ViewContent"] == [["0", "1"], ["2"]]


def test_refused_copies_stand_apart() -> None:
    """They report the action, and count for nothing."""
    refused = change(purchase()[1], answer=Answer(status=400))
    (sale,) = (c for c in assign(numbered(refused), actions(healthy()))[0] if c.action.conversion)
    assert (sale.server, len(sale.refused), sale.accepted) == ((), 1, ())
    assert (sale.on(SERVER), sale.on(BROWSER)) == ((), ())


@pytest.mark.parametrize(("stated", "number"), [(1001, "1001"), ("A-7", "A-7"), ("", None), (None, None)])
def test_the_number_that_an_event_states(stated: object, number: str | None) -> None:
    """As text; empty is none."""
    assert named_conversion(event("Purchase", 1, custom_data={"order_id": stated})) == number


def test_a_page_that_was_never_shown_takes_what_is_left_over() -> None:
    """The copy that shares its id with the browser's is of the page shown, whichever the server sent first."""
    shown, given_up = page("/cart", 20.0, 30.0), change(page("/cart", 19.99, 20.0), loaded_at=None)
    evidence = ledger(visits=(visit(pages=(shown,), given_up=(given_up,), deeds=()),), conversions=())
    browser, server = pair("PageView", 20.2, "/cart", "a")
    spare = change(server, event_id="b", received_at=server.received_at - 0.1)
    copies, strays = assign(numbered(browser, server, spare), actions(evidence))
    told = {one.action.given_up: [event.key for event in (*one.browser, *one.server)] for one in copies}
    assert told == {False: ["0", "1"], True: ["2"]}
    assert strays == ()


def test_a_page_that_was_never_shown_may_be_noted_late() -> None:
    """Three requests of one address within a second, two of them given up; of those the browser keeps no stamp."""
    shown = page("/cart", 20.3, 30.0)
    given_up = tuple(change(page("/cart", at, at + 0.1), loaded_at=None) for at in (19.6, 20.05))
    evidence = ledger(visits=(visit(pages=(shown,), given_up=given_up, deeds=()),), conversions=())
    browser, server = pair("PageView", 20.4, "/cart", "a")
    spare = [change(server, event_id=name, event_time=START + 19, received_at=START + 20) for name in ("b", "c")]
    copies, _ = assign(numbered(browser, server, *spare), actions(evidence))
    assert [len(one.server) for one in copies] == [1, 1, 1]


def test_where_one_of_two_requests_came_through_it_is_the_page_shown() -> None:
    """Without any browser's copy to tell them apart."""
    shown, given_up = page("/cart", 20.0, 30.0), change(page("/cart", 19.99, 20.0), loaded_at=None)
    evidence = ledger(visits=(visit(pages=(shown,), given_up=(given_up,), deeds=()),), conversions=())
    _, server = pair("PageView", 20.2, "/cart", "a")
    copies, _ = assign(numbered(server), actions(evidence))
    assert [one.action.given_up for one in copies if one.server] == [False]


def test_what_a_page_sends_while_the_next_is_on_its_way_is_its_own() -> None:
    """Not that of the like page which comes up later."""
    pages = (page("/thanks", 51, 60), page("/", 60, 70), page("/thanks", 70, 80))
    evidence = ledger(visits=(visit(pages=pages, deeds=()),), conversions=())
    views = [event("PageView", at, source_url=f"{SITE}/thanks") for at in (60.004, 70.1)]
    copies, strays = assign(numbered(*views), actions(evidence))
    assert [[e.key for e in one.browser] for one in copies if one.action.name == "PageView"] == [["0"], [], ["1"]]
    assert strays == ()


def test_no_sale_is_told_of_before_its_order_is_there() -> None:
    """As long as one of before is still to be told; each of these names no order."""
    pages = (page("/thanks", 51, 60), page("/", 60, 70), page("/thanks", 70, 80))
    sales = (order("1001", 52), order("1002", 61.06))
    evidence = ledger(visits=(visit(pages=pages, deeds=()),), conversions=sales)
    told = [change(nameless(purchase(at=at)[0]), event_id=None) for at in (60.01, 70.1)]
    assert reported(evidence, numbered(*told)) == {"1001": ["0"], "1002": ["1"], "strays": []}
    assert reported(evidence, numbered(told[1])) == {"1001": [], "1002": ["0"], "strays": []}


def test_a_page_that_the_browser_had_kept_is_noted_after_its_view_was_told() -> None:
    """It bears no stamp of the browser's, unlike a page that is loaded."""
    kept = page("/thanks", 60.04, 70, loaded_at=START + 60.04, kept=True)
    evidence = ledger(visits=(visit(pages=(page("/thanks", 51, 59.9), kept), deeds=()),), conversions=())
    views = [event("PageView", at, source_url=f"{SITE}/thanks") for at in (51.1, 60.0)]
    copies, _ = assign(numbered(*views), actions(evidence))
    assert [[e.key for e in one.browser] for one in copies if one.action.name == "PageView"] == [["0"], ["1"]]


def test_a_page_tells_of_itself_before_it_tells_of_one_that_comes_up_soon_after() -> None:
    """Though that one, which the browser had kept, may have been noted too late."""
    kept = page("/thanks", 51.3, 70, loaded_at=START + 51.3, kept=True)
    evidence = ledger(visits=(visit(pages=(page("/thanks", 51, 51.2), kept), deeds=()),), conversions=())
    views = [event("PageView", at, source_url=f"{SITE}/thanks") for at in (51.1, 51.26)]
    copies, _ = assign(numbered(*views), actions(evidence))
    assert [[e.key for e in one.browser] for one in copies if one.action.name == "PageView"] == [["0"], ["1"]]
