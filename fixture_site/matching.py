"""Who the shopper is, in the form in which both channels can hash it to the same digest.

The pixel and the server SDK clean names differently before they hash: the pixel drops every blank and punctuation
mark ("O'Brien" becomes "obrien"), the SDK keeps them ("o'brien"); in a city the pixel drops accented letters too
("São Paulo" becomes "sopaulo"), the SDK keeps them. Two digests for one person halve what Meta can match. So the
shop cleans such values by the pixel's rules first, and hands the result to both: neither changes it any more.
"""

from __future__ import annotations

import hashlib
import re
import string
import unicodedata
from collections.abc import Mapping

CALLING_CODES = {
    "AT": "43",
    "BG": "359",
    "BR": "55",
    "CH": "41",
    "CZ": "420",
    "DE": "49",
    "ES": "34",
    "FR": "33",
    "GB": "44",
    "GR": "30",
    "IE": "353",
    "IT": "39",
    "JP": "81",
    "NL": "31",
    "PL": "48",
    "SE": "46",
    "TR": "90",
    "US": "1",
}
"""The countries that the shop delivers to."""

_NAME_MARKS = re.compile(rf"[\s{re.escape(string.punctuation)}]")


def clean_name(name: str) -> str:
    """A first or last name: small letters without blanks or punctuation."""
    return _NAME_MARKS.sub("", unicodedata.normalize("NFC", name).lower())


def clean_city(city: str) -> str:
    """A city: what the pixel leaves of it."""
    return re.sub(r"[^a-z]", "", unicodedata.normalize("NFC", city).lower())


def clean_postcode(postcode: str) -> str:
    """A postcode: the part before a hyphen, without blanks, since only one of the two drops them.

    Of a single sign nothing is left, as the Node SDK sends null in its place.
    """
    part = re.sub(r"\s", "", postcode.lower()).split("-")[0]
    return part if len(part) > 1 else ""


def clean_phone(phone: str, country: str) -> str:
    """Digits with the country's calling code, or nothing if it can't be a number."""
    text = re.sub(r"\(0\)", "", phone).strip()
    digits = re.sub(r"\D", "", text)
    if text.startswith("+") or digits.startswith("00"):
        digits = digits.lstrip("0")
    else:
        digits = CALLING_CODES.get(country.upper(), "") + digits.lstrip("0")
    return digits if 8 <= len(digits) <= 15 else ""


def external_id(email: str) -> str:
    """The shop's own number for a customer, hashed here: the SDK would send it as it is, the pixel hashes it."""
    return hashlib.sha256(f"customer:{email.strip().lower()}".encode()).hexdigest()


def match_keys(customer: Mapping[str, str]) -> dict[str, str]:
    """All that is known of a customer, under Meta's names, ready for either channel."""
    if not customer.get("email"):
        return {}
    country = customer.get("country", "")
    keys = {
        "em": customer["email"].strip().lower(),
        "ph": clean_phone(customer.get("phone", ""), country),
        "fn": clean_name(customer.get("first_name", "")),
        "ln": clean_name(customer.get("last_name", "")),
        "ct": clean_city(customer.get("city", "")),
        "st": clean_city(customer.get("state", "")),
        "zp": clean_postcode(customer.get("postcode", "")),
        "country": country.lower(),
        "external_id": external_id(customer["email"]),
    }
    return {key: value for key, value in keys.items() if value}


def pixel_keys(customer: Mapping[str, str]) -> dict[str, str]:
    """The keys for the pixel: no address, or the request outgrows the size that survives a change of page."""
    keys = match_keys(customer)
    return {key: keys[key] for key in ("em", "ph", "fn", "ln", "external_id") if key in keys}
