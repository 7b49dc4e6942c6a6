"""Whether Meta hears the right amounts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from harness.case import Case
from harness.check import check
from harness.checks.goods import worths
from harness.checks.money import CURRENCIES, as_number, code_of, due_value, equal, is_in_minor_units, money
from harness.checks.value_causes import FORMATTED, MINOR_UNITS, causes_of
from harness.checks.wording import actions_of, keys, listed, many
from harness.copies import Copies
from harness.ledger import Conversion
from harness.verdict import Finding, Severity
from mock_meta.event import Event

_NOT_THERE = "the variable was empty when the event was built"


@check(
    "value.against_books",
    Severity.CRITICAL,
    needs=("books",),
    effect_of=("value.format",),
    rule="the site's own books are the truth, and its plan says which of their parts the value is the sum of",
)
def value_matches_the_books(case: Case) -> Iterator[Finding]:
    """Every copy of a sale carries the value and the currency of the site's own books.

    Where the plan says which parts the value is made of (goods, discount, tax, shipping), their sum is what is right.
    A wrong value bends ROAS and value-based bidding without changing any count.
    """
    for copies in case.copies:
        conversion = copies.action.conversion
        wrong = _wrong_copies(case, copies) if conversion is not None else []
        if conversion is None or not wrong:
            continue
        due = due_value(case.ledger.plan, conversion)
        said = listed(
            f"the {event.channel} says {money(event.custom_data.get('value'), event.custom_data.get('currency'))}"
            for event in wrong
        )
        yield Finding(
            message=f"{copies.action.label} is {money(due, conversion.currency)} in the books; {said}.",
            subject=copies.action.subject,
            covers=_same_elsewhere(case, wrong[0], conversion),
            events=keys(wrong),
            causes=causes_of(case, wrong, conversion),
            remedy="Take value and currency from the order as it was booked.",
        )


def _wrong_copies(case: Case, copies: Copies) -> list[Event]:
    """The copies that say another amount than is due; a value that is missing is another check's matter."""
    conversion = copies.action.conversion
    assert conversion is not None
    due = due_value(case.ledger.plan, conversion)
    return [event for event in copies.accepted if _differs(event, due, conversion.currency)]


def _differs(event: Event, due: float | None, booked_in: str | None) -> bool:
    value, currency = event.custom_data.get("value"), event.custom_data.get("currency")
    other_value = value not in (None, "") and due is not None and not equal(as_number(value), due)
    other_currency = bool(currency and booked_in) and code_of(currency) != booked_in
    return other_value or other_currency


def _same_elsewhere(case: Case, event: Event, conversion: Conversion) -> tuple[str, ...]:
    """What else carries the currency that is wrong here: it is the same mistake."""
    wrong = event.custom_data.get("currency")
    if not wrong or not conversion.currency or code_of(wrong) == conversion.currency:
        return ()
    others = (c for c in case.copies if c.action.conversion is None)
    return tuple(
        dict.fromkeys(
            c.action.subject for c in others if any(e.custom_data.get("currency") == wrong for e in c.accepted)
        )
    )


@check(
    "value.format",
    Severity.HIGH,
    rule="Meta's reference: value is a number, currency a code of ISO 4217 (documented); neither is refused when wrong",
)
def amounts_can_be_read(case: Case) -> Iterator[Finding]:
    """Every value is a plain number that is not negative, and every currency one of the codes of ISO 4217.

    Meta refuses nothing of the kind: it takes "€ 49,90" or "Dhs" and can't count the money.
    """
    grouped: dict[tuple[str, str, str], list[Event]] = {}
    for event in case.accepted:
        for key, flaw_of in (("value", _value_flaw), ("currency", _currency_flaw)):
            sent = event.custom_data.get(key)
            if sent not in (None, "") and (told := flaw_of(sent)):
                grouped.setdefault((key, *told), []).append(event)
    for (key, flaw, cause), events in grouped.items():
        subjects = sorted({case.subject(event) for event in events}, key=lambda subject: ("/" not in subject, subject))
        sent_texts = listed(repr(event.custom_data[key]) for event in events)
        yield Finding(
            message=f"The {key} {sent_texts} {flaw}: in {actions_of(events)} ({many(len(events), 'event')}).",
            subject=subjects[0],
            covers=tuple(subjects[1:]),
            events=keys(events),
            causes=(cause,),
            remedy="Send the amount as a number with a decimal point, and the currency as its three-letter code.",
        )


def _value_flaw(value: Any) -> tuple[str, str] | None:
    number = as_number(value)
    if number is not None:
        return None if number >= 0 else ("is negative", "a refund or a discount is sent as an event of its own")
    if str(value).strip().lower() in ("nan", "undefined", "null", "none"):
        return "is no number", _NOT_THERE
    if isinstance(value, str) and any(sign.isdigit() for sign in value):
        return "is no plain number", FORMATTED
    return "is no number", "something else than the amount is passed on"


def _currency_flaw(currency: Any) -> tuple[str, str] | None:
    if not isinstance(currency, str):
        return "is no text", "something else than the code is passed on"
    if currency.strip().lower() in ("undefined", "null", "none"):
        return "is no currency", _NOT_THERE
    if currency.upper() in CURRENCIES:
        return None
    if currency.strip().upper() in CURRENCIES:
        return "has blanks around the code", "the code is passed on as a page or a database holds it"
    return "is no code of ISO 4217", "a symbol or a local abbreviation is sent in the place of the code"


@check(
    "value.of_goods",
    Severity.HIGH,
    effect_of=("value.format", "value.against_books", "catalogue.ids"),
    rule="Meta's reference: value is what the action is worth (documented); prices are the event's own, the feed's or "
    "the books'",
)
def steps_are_worth_their_goods(case: Case) -> Iterator[Finding]:
    """What is looked at or put into the cart is worth its price times its number, not the cart's total.

    Steps before the sale are in no book. Their value is held against the prices that are known of the goods that they
    name; where none is known, nothing is said. Of a whole cart only amounts that nobody can mean are told, as coupons
    and delivery may be in it or not.
    """
    wrong: dict[str, list[tuple[Event, str, str]]] = {}
    for copies in case.copies:
        if copies.action.conversion is not None:
            continue
        for event in copies.accepted:
            told = _worth(case, copies, event)
            if told is not None:
                wrong.setdefault(copies.action.subject, []).append((event, *told))
    for subject, told_of in wrong.items():
        events = [event for event, _, _ in told_of]
        yield Finding(
            message=f"{events[0].name} says {listed(said for _, _, said in told_of)} ({many(len(events), 'event')}).",
            subject=subject,
            events=keys(events),
            causes=tuple(sorted({cause for _, cause, _ in told_of}, key=lambda cause: (cause == _ELSEWHERE, cause))),
            remedy="Give the event the price of what it names times its number; the cart's total belongs to the cart.",
        )


def _worth(case: Case, copies: Copies, event: Event) -> tuple[str, str] | None:
    """Why a step's value is wrong, and what it says; None if it is what its goods are worth by any known price."""
    number, currency = as_number(event.custom_data.get("value")), event.custom_data.get("currency")
    known = worths(case, event)
    if number is None or not known or not currency:
        return None
    due = known[0]
    said = f"{money(event.custom_data['value'], currency)} for goods worth {due:.2f}"
    if any(is_in_minor_units(number, worth, currency) for worth in known):
        return MINOR_UNITS, said
    if number == 0 and due:
        return "the price was not there yet when the event was built", said
    if event.name in _OF_WHOLE_CART:
        return None
    if any(equal(number, worth) for worth in known):
        return ("the amount is in another currency than it says", said) if _far(number, known) else None
    cart = _cart_total(case, copies)
    if cart > due and cart - _CENT < number < _WITH_DELIVERY * cart:
        return "the whole cart's total is sent in the place of the item's amount", said
    return _ELSEWHERE, said


_ELSEWHERE = "the amount comes from another source than the goods that the event names"
_CENT = 0.01
_WITH_DELIVERY = 1.5
"""How many times its goods a cart may come to with delivery and tax."""
_OF_WHOLE_CART = ("InitiateCheckout", "AddPaymentInfo")
_FAR = 3.0
"""An own price this many times that of the feed is no sale of the week any more."""


def _far(number: float, known: tuple[float, ...]) -> bool:
    return number > _FAR * min(known) > 0


def _cart_total(case: Case, copies: Copies) -> float:
    """What all comes to that the visitor has put into the cart so far, and this."""
    total, action = 0.0, copies.action
    for other in case.copies:
        if other.action.name == action.name and other.action.visit == action.visit and other.action.at <= action.at:
            known = [worths(case, event)[:1] for event in other.accepted]
            total += next((worth[0] for worth in known if worth), 0.0)
    return total
