"""Amounts."""

from __future__ import annotations

from typing import Any

import pytest

from harness.judge import judge
from harness.ledger import FeedItem, Ledger
from mock_meta.event import Event
from tests.harness.factories import BROWSER, SERVER, change, fired, healthy, order, told, two_orders
from tests.harness.mutators import each, saying

VALUE = "value.against_books"


def sold(said: object, in_currency: object = "EUR", **changes: Any) -> Ledger:
    """A run whose server reports the order so."""
    return each(healthy(conversions=(order(**changes),)), "Purchase", SERVER, saying(value=said, currency=in_currency))


@pytest.mark.parametrize("value", [59.98, "59.98", 59.980001, "59.98 "])
def test_the_same_amount_in_another_spelling(value: object) -> None:
    """Numbers are compared, to half a cent."""
    assert told(sold(value), VALUE) == []


@pytest.mark.parametrize(("value", "said"), [(59.99, "59.99"), (0, "0"), (5998, "5998")])
def test_another_amount_is_told_with_both(value: object, said: str) -> None:
    """The books' and the event's."""
    (message,) = told(sold(value), VALUE)
    assert message == f"Purchase of orders/1001 is 59.98 EUR in the books; the server says {said} EUR."


@pytest.mark.parametrize(
    ("value", "cause"),
    [
        (5998, "the amount is in minor units (cents)"),
        (0, "the basket was emptied before the value was read"),
        (71.38, "the amount comes from another source than the order"),
    ],
)
def test_the_likeliest_cause_comes_first(value: object, cause: str) -> None:
    """Told from the two numbers."""
    (finding,) = (f for f in judge(sold(value)).findings if f.check == VALUE)
    assert finding.causes[0] == cause


def test_a_currency_is_compared_without_regard_to_case() -> None:
    """Another one is wrong though the number agrees."""
    assert told(sold(59.98, "eur"), VALUE) == []
    assert told(sold(59.98, "USD"), VALUE)[0].endswith("the server says 59.98 USD.")


def test_where_the_books_have_no_amount_there_is_nothing_to_compare() -> None:
    """A lead without a value."""
    assert fired(judge(sold(59.98, "EUR", value=None, currency=None))) == set()


def test_a_missing_amount_is_another_checks_matter() -> None:
    """One fact, one finding."""
    assert fired(judge(sold(None))) == {"completeness.parameters"}


def test_a_free_order_is_worth_nothing() -> None:
    """Zero in the books is a value like any other."""
    free = each(healthy(conversions=(order(value=0.0),)), "Purchase", None, saying(value=0))
    assert fired(judge(free)) == set()


PARTS = {"goods": 50.0, "discount": -5.0, "tax": 14.98, "shipping": 4.9}
POLICY = ("goods", "discount", "tax")
FORMAT, OF_GOODS = "value.format", "value.of_goods"


def planned(said: float, **changes: Any) -> Ledger:
    """A run whose plan leaves out delivery, of an order worth 59.98 with it left out."""
    evidence = sold(said, parts=PARTS, value=64.88, **changes)
    promised = change(evidence.plan, value_includes=POLICY)
    return each(change(evidence, plan=promised), "Purchase", BROWSER, saying(value=str(said)))


def test_the_plan_says_which_parts_are_reported() -> None:
    """The sum of those, whatever the shopper pays."""
    assert fired(judge(planned(59.98))) == set()


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        (64.88, "shipping is in it"),
        (64.98, "discount is left out"),
        (69.88, "shipping is in it and discount is left out"),
        (45.0, "tax is left out"),
    ],
)
def test_other_parts_are_told_by_their_names(said: float, parts: str) -> None:
    """Told from the sum."""
    (finding,) = (f for f in judge(planned(said)).findings if f.check == VALUE)
    assert finding.causes == (f"other parts are summed than the plan says: {parts}",)


@pytest.mark.parametrize(
    ("booked", "said", "in_currency", "cause"),
    [
        ((5998, "JPY"), 599800, "JPY", "the amount is in minor units (cents)"),
        ((5998, "JPY"), 59.98, "JPY", "the amount is divided by 100, but JPY has no smaller coin"),
        ((59.98, "SEK"), 59.98, "EUR", "the store's base currency is sent in the place of the order's"),
        ((59.98, "EUR"), 0.0, "USD", "an example's amount and currency are left in the snippet"),
        ((1234.0, "EUR"), 1.234, "EUR", "its thousands separator was read as a decimal point"),
    ],
)
def test_currencies_have_causes_of_their_own(
    booked: tuple[float, str], said: float, in_currency: str, cause: str
) -> None:
    """Yen have no cents, and a currency may be the store's or an example's."""
    evidence = each(healthy(conversions=(order(value=booked[0], currency=booked[1]),)), "Purchase", None, bare)
    spoiled = each(evidence, "Purchase", None, saying(value=said, currency=in_currency))
    (finding,) = (f for f in judge(spoiled).findings if f.check == VALUE)
    assert cause in finding.causes[0]


def bare(told_of: Event) -> Event:
    """A Purchase whose goods have no prices."""
    return saying(contents=[{"id": "mug", "quantity": 2}])(told_of)


def test_two_orders_with_one_value() -> None:
    """The same for both, though the books differ: nobody ever filled it in."""
    booked = (order(), order("1002", 78, value=20.0))
    evidence = each(change(two_orders(), conversions=booked), "Purchase", None, saying(value=10, currency="EUR"))
    assert {f.causes[0] for f in judge(evidence).findings} == {
        "an example's amount and currency are left in the snippet"
    }


def test_the_value_of_the_order_before() -> None:
    """It is named."""
    booked = (order(), order("1002", 78, value=20.0))
    (finding,) = judge(change(two_orders(), conversions=booked)).findings
    assert finding.causes == ("the amount is that of orders/1001",)


@pytest.mark.parametrize("currency", ["Dhs", "€", "usd ", "undefined", "XYZ"])
def test_a_currency_that_is_no_code(currency: str) -> None:
    """Signs, blanks and unfilled variables; one finding with all that follows."""
    evidence = each(healthy(), "Purchase", None, saying(currency=currency))
    assert fired(judge(evidence)) == {FORMAT}


@pytest.mark.parametrize("value", ["1.234,56", "€ 49,90", "NaN", "undefined", -5, [1]])
def test_a_value_that_is_no_amount(value: object) -> None:
    """The same of values."""
    evidence = each(healthy(), "AddToCart", None, saying(value=value))
    assert fired(judge(evidence)) == {FORMAT}


@pytest.mark.parametrize("currency", ["eur", "EUR"])
def test_capitals_of_a_currency_do_not_matter(currency: str) -> None:
    """Meta's own SDK writes small letters."""
    assert told(each(healthy(), "AddToCart", None, saying(currency=currency)), FORMAT) == []


PRICED = (FeedItem(id="mug", price=29.99, currency="EUR"),)


@pytest.mark.parametrize(
    ("said", "cause"),
    [
        (5998, "the amount is in minor units (cents)"),
        (0, "the price was not there yet when the event was built"),
        (31.5, "the amount comes from another source than the goods that the event names"),
    ],
)
def test_what_is_put_into_the_cart_is_worth_its_price(said: float, cause: str) -> None:
    """By the feed, where the event tells no price of its own."""
    evidence = each(healthy(feed=PRICED), "AddToCart", None, saying(value=said))
    (finding,) = judge(evidence).findings
    assert (finding.check, finding.causes) == (OF_GOODS, (cause,))


def test_a_price_of_its_own_may_be_lower_than_the_feed_s() -> None:
    """A sale of the day is in no feed yet."""
    on_sale = saying(value=40, contents=[{"id": "mug", "quantity": 2, "item_price": 20}])
    assert fired(judge(each(healthy(feed=PRICED), "AddToCart", None, on_sale))) == set()


def test_where_no_price_is_known_nothing_is_said() -> None:
    """Neither feed nor books nor event tell it."""
    assert told(each(healthy(), "AddToCart", None, saying(value=31.5)), OF_GOODS) == []


def test_a_whole_cart_may_have_a_coupon_and_delivery() -> None:
    """Only what nobody can mean is told of it."""
    evidence = healthy(feed=PRICED)
    assert fired(judge(each(evidence, "InitiateCheckout", None, saying(value=52.5)))) == set()
    assert fired(judge(each(evidence, "InitiateCheckout", None, saying(value=5998)))) == {OF_GOODS}
