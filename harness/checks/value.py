"""Whether Meta hears the right amounts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from harness.case import Case
from harness.check import check
from harness.checks.wording import keys, listed
from harness.ledger import Conversion
from harness.verdict import Finding, Severity
from mock_meta.event import Event

_TOLERANCE = 0.005


@check(
    "value.against_books",
    Severity.CRITICAL,
    needs=("books",),
    rule="the site's own books are the truth",
)
def value_matches_the_books(case: Case) -> Iterator[Finding]:
    """Every copy of a sale carries the value and the currency of the site's own books.

    A wrong value bends ROAS and value-based bidding without changing any count.
    """
    for copies in case.copies:
        conversion = copies.action.conversion
        if conversion is None:
            continue
        wrong = [(event, said) for event in copies.accepted if (said := _difference(event, conversion))]
        if wrong:
            said = listed(f"the {event.channel} says {text}" for event, text in wrong)
            yield Finding(
                message=f"{copies.action.label} is {_money(conversion.value, conversion.currency)} in the books; "
                f"{said}.",
                subject=copies.action.subject,
                events=keys(event for event, _ in wrong),
                causes=_causes([event for event, _ in wrong], conversion),
                remedy="Take value and currency from the order as it was booked.",
            )


def _difference(event: Event, conversion: Conversion) -> str:
    """What the event says if that is not what was booked; a value that is missing is another check's matter."""
    value, currency = event.custom_data.get("value"), event.custom_data.get("currency")
    number = as_number(value)
    wrong_value = value not in (None, "") and conversion.value is not None and not _equal(number, conversion.value)
    wrong_currency = bool(currency and conversion.currency) and str(currency).upper() != conversion.currency
    return _money(value, currency) if wrong_value or wrong_currency else ""


def as_number(value: Any) -> float | None:
    """A value as a number; None if it is none."""
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return None


def _equal(number: float | None, booked: float) -> bool:
    return number is not None and abs(number - booked) < _TOLERANCE


def _causes(events: list[Event], conversion: Conversion) -> tuple[str, ...]:
    numbers = [as_number(event.custom_data.get("value")) for event in events]
    booked = conversion.value or 0.0
    if any(number is not None and booked and _equal(number / 100, booked) for number in numbers):
        return ("the amount is in minor units (cents)",)
    if any(number == 0 for number in numbers):
        return ("the basket was emptied before the value was read",)
    if any(number is None for number in numbers):
        return ("the amount is formatted for people, not a number",)
    return ("the amount comes from another source than the order", "tax, shipping or a coupon is treated differently")


def _money(value: Any, currency: Any) -> str:
    return f"{value} {currency}" if currency else f"{value} without a currency"
