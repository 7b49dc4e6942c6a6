"""What the shopper did is told from the books, the pages and the journeys, never from the events."""

from __future__ import annotations

from harness.actions import actions
from harness.plan import Promise
from tests.harness.factories import START, deed, healthy, ledger, order, page, plan, two_orders, visit


def test_every_promised_action_in_order_of_time() -> None:
    """Pages, deeds and the books, each with its page where it is known."""
    found = [(action.name, round(action.at - START)) for action in actions(healthy())]
    assert found == [
        ("PageView", 0),
        ("PageView", 10),
        ("ViewContent", 10),
        ("AddToCart", 18),
        ("PageView", 20),
        ("InitiateCheckout", 30),
        ("PageView", 30),
        ("Purchase", 50),
        ("PageView", 51),
    ]


def test_events_play_no_part() -> None:
    """The same run without a single event has the same actions."""
    assert actions(healthy()) == actions(healthy(events=()))


def test_a_sale_begins_when_made_and_is_final_when_paid() -> None:
    """Consent is asked of the first moment, delay of the second."""
    paid_later = healthy(conversions=(order(created_at=START + 49, settled_at=START + 300),))
    (sale,) = (action for action in actions(paid_later) if action.conversion)
    assert (sale.began_at, sale.at) == (START + 49, START + 300)
    assert (sale.key, sale.subject, sale.label) == (
        "Purchase/orders/1001",
        "Purchase/orders/1001",
        "Purchase of orders/1001",
    )


def test_an_unsettled_entry_is_no_action() -> None:
    """It owes nothing yet."""
    assert not [a for a in actions(healthy(conversions=(order(settled_at=None),))) if a.conversion]


def test_only_the_promised_book_owes_the_event() -> None:
    """A lead is no Purchase."""
    assert not [a for a in actions(healthy(conversions=(order(book="leads"),))) if a.conversion]


def test_a_step_is_filed_under_its_event_and_named_with_its_page() -> None:
    """Steps of the funnel share a subject, so that ten pages give one finding."""
    step = next(action for action in actions(healthy()) if action.name == "ViewContent")
    assert (step.subject, step.label) == ("ViewContent", "ViewContent on https://shop.example/products/mug")


def test_a_deed_stands_on_the_page_that_was_shown() -> None:
    """And has none where no page was."""
    pages = (page("/a", 0, 10), page("/b", 10))
    evidence = ledger(visits=(visit(pages=pages, deeds=(deed("AddToCart", 4), deed("AddToCart", 12))),))
    shown = [action.page for action in actions(evidence) if action.name == "AddToCart"]
    assert shown == list(pages)
    before = ledger(visits=(visit(pages=pages[1:], deeds=(deed("AddToCart", 4),)),))
    assert [action.page for action in actions(before) if action.name == "AddToCart"] == [None]


def test_what_the_plan_does_not_promise_is_no_action() -> None:
    """Neither a deed that it does not name, nor a page elsewhere."""
    elsewhere = (page("/", 0, url="https://bank.example/products/mug"),)
    evidence = ledger(
        plan=plan(AddToCart=None), visits=(visit(pages=elsewhere, deeds=(deed("AddToCart", 1), deed("Search", 2))),)
    )
    assert actions(evidence) == ()


def test_a_sale_belongs_to_the_last_visit_begun_before_it() -> None:
    """Its shopper is who could give the identifiers; a sale before any visit has none."""
    later = visit(pages=(page("/", 40, 45),), deeds=())
    evidence = healthy(visits=(visit(), later), conversions=(order(), order("1002", -5)))
    assert {a.conversion.id: a.visit for a in actions(evidence) if a.conversion} == {"1001": 1, "1002": None}


def test_one_page_may_owe_several_events() -> None:
    """And a conversion several too, as plans with a second name for it promise."""
    twice = plan(Order=Promise(conversion="orders"))
    assert [a.name for a in actions(two_orders()) if a.conversion] == ["Purchase", "Purchase"]
    assert {a.name for a in actions(healthy(plan=twice)) if a.conversion} == {"Order", "Purchase"}


def test_keys_are_unique() -> None:
    """Copies are kept by them."""
    found = [action.key for action in actions(two_orders())]
    assert len(found) == len(set(found))


def test_a_deed_knows_the_page_that_it_led_to() -> None:
    """A site without scripts tells of it from there."""
    (added,) = (a for a in actions(healthy()) if a.name == "AddToCart")
    assert added.followed_by is not None
    assert added.followed_by.url.endswith("/cart")


def test_nothing_can_tell_of_a_sale_before_its_form_was_there() -> None:
    """Booked before the answer had loaded, it was asked for from the page before; else from the last one shown."""
    (redirected,) = (a for a in actions(healthy()) if a.conversion)
    assert redirected.earliest == START + 30
    answered = healthy(conversions=(order(at=52.2),))
    (posted,) = (a for a in actions(answered) if a.conversion)
    assert posted.earliest == START + 30


def test_what_came_from_elsewhere_belongs_to_a_visit_only_by_its_person() -> None:
    """A clerk enters an order while somebody else is shopping."""
    stranger = order(source="phone", customer={"email": "somebody@example.com"})
    known = order("1002", source="phone", customer={"email": visit().shopper["email"]})
    found = actions(healthy(conversions=(stranger, known)))
    assert {a.conversion.id: a.visit for a in found if a.conversion} == {"1001": None, "1002": 0}
