"""From a customer in a shop's books to values by Meta's keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_FIELDS: Mapping[str, tuple[str, ...]] = {
    "em": ("email",),
    "ph": ("phone",),
    "fn": ("first_name",),
    "ln": ("last_name",),
    "ge": ("gender",),
    "db": ("date_of_birth", "birthday"),
    "ct": ("city",),
    "st": ("state", "region"),
    "zp": ("postcode", "zip", "postal_code"),
    "country": ("country",),
}


def known_values(customer: Mapping[str, Any]) -> dict[str, str]:
    """What is known of a customer by Meta's keys; what is missing or blank is left out."""
    found = {key: _first(customer, (*fields, key)) for key, fields in _FIELDS.items()}
    return {key: value for key, value in found.items() if value}


def _first(customer: Mapping[str, Any], fields: tuple[str, ...]) -> str:
    values = (customer.get(field) for field in fields)
    return next((str(value) for value in values if value is not None and str(value).strip()), "")
