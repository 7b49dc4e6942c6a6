"""Amounts."""

from __future__ import annotations

from typing import Any

import pytest

from harness.judge import judge
from harness.ledger import Ledger
from tests.harness.factories import SERVER, fired, healthy, order, told
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
