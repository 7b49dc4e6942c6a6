"""Why an amount is wrong: told from the two numbers, the parts of the sale, and what other sales say."""

from __future__ import annotations

from itertools import combinations

from harness.case import Case
from harness.checks.money import as_number, code_of, due_value, equal, is_in_minor_units, minor_units
from harness.ledger import Conversion
from mock_meta.event import Event

MINOR_UNITS = "the amount is in minor units (cents)"
FORMATTED = "the amount is formatted for people, not a number"
_MANY_PARTS = 8
_EMPTIED = "the basket was emptied before the value was read"
_EXAMPLE = "an example's amount and currency are left in the snippet"


def causes_of(case: Case, wrong: list[Event], conversion: Conversion) -> tuple[str, ...]:
    """Likely causes, likeliest first, of copies that say another amount than the books."""
    said = [(as_number(e.custom_data.get("value")), e.custom_data.get("currency")) for e in wrong]
    due = due_value(case.ledger.plan, conversion)
    numbers = [number for number, _ in said]
    if any(number is None for number in numbers):
        return (FORMATTED,)
    if any(currency and conversion.currency and code_of(currency) != conversion.currency for _, currency in said):
        return _of_another_currency(case, wrong, due)
    if any(is_in_minor_units(number, due, conversion.currency) for number in numbers):
        return (MINOR_UNITS,)
    if due and minor_units(conversion.currency) == 1 and any(equal(n, due / 100) for n in numbers):
        return (f"the amount is divided by 100, but {conversion.currency} has no smaller coin",)
    if due and any(number and equal(number * 1000, due) for number in numbers):
        return (f"{FORMATTED}: its thousands separator was read as a decimal point",)
    return _of_another_amount(case, wrong, [number for number in numbers if number is not None], conversion)


def _of_another_currency(case: Case, wrong: list[Event], due: float | None) -> tuple[str, ...]:
    numbers = [as_number(event.custom_data.get("value")) for event in wrong]
    if all(equal(number, due) for number in numbers):
        return ("the store's base currency is sent in the place of the order's",)
    if all(number == 0 for number in numbers) or _repeats(case, wrong):
        return (_EXAMPLE,)
    return ("amount and currency were converted, or come from another source than the order",)


def _of_another_amount(case: Case, wrong: list[Event], numbers: list[float], conversion: Conversion) -> tuple[str, ...]:
    if all(number == 0 for number in numbers):
        return (_EMPTIED,)
    others = [c for c in case.ledger.conversions if c is not conversion and c.book == conversion.book]
    stale = next((c for c in others if all(equal(n, due_value(case.ledger.plan, c)) for n in numbers)), None)
    if stale is not None:
        return (f"the amount is that of {stale.key}",)
    if _repeats(case, wrong):
        return (_EXAMPLE,)
    if told := next((told for number in numbers if (told := _other_parts(case, number, conversion))), ""):
        return (f"other parts are summed than the plan says: {told}",)
    if any(equal(number, _once_each(conversion)) for number in numbers):
        return ("quantities are not counted: every line is in it once",)
    return ("the amount comes from another source than the order", "tax, shipping or a coupon is treated differently")


def _repeats(case: Case, wrong: list[Event]) -> bool:
    """Whether the same is said of two conversions whose booked values differ."""
    first = wrong[0]
    same = [
        copies.action.conversion
        for copies in case.copies
        for event in copies.accepted
        if copies.action.name == first.name and copies.action.conversion is not None and _says_as(event, first)
    ]
    return len({due_value(case.ledger.plan, conversion) for conversion in same}) > 1


def _says_as(event: Event, other: Event) -> bool:
    mine, theirs = (as_number(e.custom_data.get("value")) for e in (event, other))
    return equal(mine, theirs) and event.custom_data.get("currency") == other.custom_data.get("currency")


def _other_parts(case: Case, number: float, conversion: Conversion) -> str:
    """Which parts a number is the sum of, told by how they differ from the plan's; the fewest differences count."""
    parts = {name: amount for name, amount in conversion.parts.items() if amount}
    if len(parts) > _MANY_PARTS:
        return ""
    wanted = set(case.ledger.plan.value_includes or parts) & set(parts)
    sums = (set(some) for size in range(1, len(parts) + 1) for some in combinations(parts, size))
    fitting = [some for some in sums if equal(number, sum(parts[name] for name in some))]
    if not fitting:
        return ""
    nearest = min(fitting, key=lambda some: len(some ^ wanted))
    return " and ".join(
        [f"{name} is in it" for name in parts if name in nearest - wanted]
        + [f"{name} is left out" for name in parts if name in wanted - nearest]
    )


def _once_each(conversion: Conversion) -> float | None:
    prices = [as_number(item.get("item_price")) for item in conversion.contents]
    known = [price for price in prices if price is not None]
    return sum(known) if known and len(known) == len(prices) else None
