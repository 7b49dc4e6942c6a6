"""What shoppers type, checked once and in one place."""

from __future__ import annotations

import re
from collections.abc import Mapping

from fixture_site.matching import CALLING_CODES, clean_phone

EMAIL = re.compile(r"[^@\s,]+@[^@\s,.]+(\.[^@\s,.]+)+")
CUSTOMER_FIELDS = ("email", "phone", "first_name", "last_name", "street", "city", "state", "postcode", "country")
NEEDED_FOR_DELIVERY = ("email", "first_name", "last_name", "street", "city", "postcode", "country")
NEEDED_FOR_A_PERSON = ("email", "first_name", "last_name")
NAMES = {
    "first_name": "your first name",
    "last_name": "your last name",
    "street": "your street and number",
    "city": "your town or city",
    "postcode": "your postcode",
    "country": "a country",
    "email": "your e-mail address",
    "message": "a few words about what you need",
}


def customer_of(form: Mapping[str, str]) -> dict[str, str]:
    """The customer's own fields of a form."""
    return {key: form[key] for key in CUSTOMER_FIELDS if form.get(key)}


def problems(form: Mapping[str, str], needed: tuple[str, ...]) -> dict[str, str]:
    """What is wrong with a form, by field."""
    found = {key: f"Please enter {NAMES[key]}." for key in needed if not form.get(key)}
    if form.get("email") and not EMAIL.fullmatch(form["email"]):
        found["email"] = "Please check the e-mail address."
    if form.get("phone") and not clean_phone(form["phone"], form.get("country", "DE")):
        found["phone"] = "Please enter the number with its country code, like +49 30 123456."
    if form.get("country") and form["country"] not in CALLING_CODES:
        found["country"] = "We don't deliver there yet."
    return found


def card_problem(number: str) -> str:
    """What is wrong with a card number, or nothing."""
    digits = re.sub(r"\s", "", number)
    valid = digits.isdigit() and 12 <= len(digits) <= 19 and _checksum(digits) % 10 == 0
    return "" if valid else "Please check the card number."


def _checksum(digits: str) -> int:
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled)
