"""What leaves the house is masked: personal data and secrets in whatever a report shows.

Masked are e-mail addresses, phone numbers, what is known of a run's shoppers and customers, access tokens, cookies
that are not Meta's, and the greater part of a hash: eight of its digits still tell whether two are the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import quote, quote_plus

from harness.ledger import Ledger

Text = Callable[[str], str]

# Each begins where a word does, so that ten megabytes of one letter are looked through once.
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+(?:%2B[\w.+-]+)*(?:@|%40)\w[\w-]*(?:\.[\w-]+)+", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\w.])(?:\+|%2B|00)[1-9](?:[ ()-]?\d){7,14}(?!\w)", re.IGNORECASE)
_HASH = re.compile(r"(?<![0-9A-Za-z])([0-9a-f]{8})[0-9a-f]{56}(?![0-9A-Za-z])", re.IGNORECASE)
_TOKEN = re.compile(r"(access_token(?:=|%3D|\W{3,9}))[\w.|-]{4,}", re.IGNORECASE)
_WHOLE_HASH = re.compile(r"[0-9a-f]{64}", re.IGNORECASE)
_SHORT = 300
_META_COOKIES = ("_fbp", "_fbc")
_SECRET_HEADERS = ("authorization", "proxy-authorization", "set-cookie")

_SHOPPER = {"email": "e-mail", "phone": "phone", "street": "street"}
_CUSTOMER = {
    **dict.fromkeys(("email", "em", "mail"), "e-mail"),
    **dict.fromkeys(("phone", "ph"), "phone"),
    **dict.fromkeys(("street", "address"), "street"),
}
_PARTS = ("first_name", "last_name", "fn", "ln", "city", "ct", "postcode", "zip", "zp")
"""What is personal where it stands as a value, but also a word like any other."""
_HASHED = frozenset(("em", "ph", "fn", "ln", "ge", "db", "ct", "st", "zp", "country"))
"""The keys of Meta's customer information whose values must be hashed."""
_PERSONAL = _HASHED | {
    "external_id",
    "client_ip_address",
    "lead_id",
    "subscription_id",
    "fb_login_id",
    "madid",
    "anon_id",
}


class Mask:
    """Masks the personal data of one run."""

    def __init__(self, ledger: Ledger | None = None) -> None:
        """``ledger`` tells who the people of the run are; without it, only what has the form of personal data goes."""
        self._known = _known_pattern(dict(_known(ledger))) if ledger is not None else None
        self._parts = _parts_pattern({*_words(ledger)}) if ledger is not None else None
        self._said: dict[str, str] = {}

    def text(self, text: str) -> str:
        """A text with what is personal in it masked."""
        if len(text) > _SHORT:
            return self._masked(text)
        # A report says most of its words many times.
        if text not in self._said:
            self._said[text] = self._masked(text)
        return self._said[text]

    def _masked(self, text: str) -> str:
        text = _TOKEN.sub(r"\1[token]", text)
        text = _EMAIL.sub("[e-mail]", text)
        if self._known is not None:
            text = self._known(text)
        text = _PHONE.sub("[phone]", text)
        if self._parts is not None:
            text = self._parts(text)
        return _HASH.sub(r"\1…", text)

    def value(self, value: Any) -> Any:
        """Whatever JSON may hold, with every text in it masked, be it a key."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {self.text(str(key)): self.value(held) for key, held in value.items()}
        if isinstance(value, list | tuple):
            return [self.value(held) for held in value]
        return value

    def user_data(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Customer information: hashes by their beginning, what is not hashed by its length alone."""
        return {self.text(str(key)): self._customer_field(str(key), value) for key, value in data.items()}

    def _customer_field(self, key: str, value: Any) -> Any:
        if isinstance(value, list | tuple):
            return [self._customer_field(key, held) for held in value]
        if key not in _PERSONAL or value is None or _WHOLE_HASH.fullmatch(str(value)):
            return self.value(value)
        return f"[{key}: {len(str(value))} characters{', not hashed' if key in _HASHED else ''}]"

    def header(self, name: str, value: str) -> str:
        """A header's value without secrets: of cookies only Meta's are shown."""
        if name.lower() in _SECRET_HEADERS:
            return "[secret]"
        if name.lower() == "cookie":
            crumbs = (crumb.strip().partition("=") for crumb in value.split(";"))
            return "; ".join(f"{key}={held if key in _META_COOKIES else '[secret]'}" for key, _, held in crumbs)
        return self.text(value)


def as_it_is() -> Mask:
    """A mask for a reader who may see everything."""
    return _Unmasked()


class _Unmasked(Mask):
    def text(self, text: str) -> str:
        return text

    def user_data(self, data: Mapping[str, Any]) -> dict[str, Any]:
        return {str(key): self.value(value) for key, value in data.items()}

    def header(self, name: str, value: str) -> str:
        return value


def _known(ledger: Ledger) -> Iterator[tuple[str, str]]:
    """What is known of the people of a run, and what to say in its place."""
    for visit in ledger.visits:
        yield from ((visit.shopper[key], said) for key, said in _SHOPPER.items() if visit.shopper.get(key))
        names = [visit.shopper.get(key, "") for key in ("first_name", "last_name")]
        if all(names):
            yield from ((" ".join(order), "name") for order in (names, names[::-1]))
    for conversion in ledger.conversions:
        held = conversion.customer
        yield from ((str(held[key]), said) for key, said in _CUSTOMER.items() if isinstance(held.get(key), str))
    yield from ((address, "e-mail") for address in ledger.staff)
    if ledger.address:
        yield ledger.address, "address"


def _words(ledger: Ledger) -> Iterator[str]:
    for held in (*(visit.shopper for visit in ledger.visits), *(one.customer for one in ledger.conversions)):
        yield from (str(held[key]) for key in _PARTS if len(str(held.get(key) or "")) > 1)


def _forms(value: str) -> set[str]:
    """A value as it stands in a text, an address, a form and a JSON document."""
    forms = {value, quote(value), quote(value, safe=""), quote_plus(value), json.dumps(value)[1:-1]}
    return forms | {value.removeprefix("+")} if value.startswith("+") else forms


def _known_pattern(known: Mapping[str, str]) -> Text | None:
    said = {form.lower(): f"[{what}]" for value, what in known.items() if len(value) > 2 for form in _forms(value)}
    if not said:
        return None
    ways = "|".join(re.escape(form) for form in sorted(said, key=len, reverse=True))
    pattern = re.compile(rf"(?<!\w)(?:{ways})(?!\w)", re.IGNORECASE)
    return lambda text: pattern.sub(lambda found: said.get(found[0].lower(), "[masked]"), text)


def _parts_pattern(words: set[str]) -> Text | None:
    forms = {form for word in words for form in _forms(word)}
    if not forms:
        return None
    ways = "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))
    pattern = re.compile(rf"(?:(?<=[=\"'])|(?<=%22)|(?<=%3D))(?:{ways})(?=[&\"'\\;%\s]|$)", re.IGNORECASE)
    return lambda text: pattern.sub("[masked]", text)
