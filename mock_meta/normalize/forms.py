"""What an implementation makes of a value: the text that it hashes, and what it sends."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from enum import StrEnum

import msgspec


class Implementation(StrEnum):
    """An official implementation whose rules are known here."""

    PYTHON = "Python SDK"
    """facebook_business 26.0.3."""
    NODE = "Node SDK"
    """facebook-nodejs-business-sdk 24.0.1."""
    PHP = "PHP SDK"
    """facebook-php-business-sdk 25.0.1, on PHP 8."""
    BUILDER = "Parameter Builder"
    """capi-param-builder-nodejs 1.3.2."""
    PIXEL = "pixel"
    """fbevents.js 2.9.364, by what it put on the wire."""


class Outcome(StrEnum):
    """What becomes of a value."""

    HASHED = "hashed"
    """Normalised and hashed."""
    KEPT = "kept"
    """It looked like a hash already, and is passed on."""
    PLAIN = "plain"
    """Sent without hashing, as this key may be."""
    OMITTED = "omitted"
    """Nothing is sent: no key, null, or a list that holds null."""
    BLANK = "blank"
    """An empty text is sent, which is as good as nothing."""
    REFUSED = "refused"
    """The implementation raises an error on the sender's side."""


class Refused(Exception):  # noqa: N818 - it is what becomes of a value, not a fault of ours
    """A rule's way of saying that its implementation raises an error."""


Rule = Callable[[str], str | None]
"""From a value to the text that is hashed; None if nothing is sent."""


class Form(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one implementation makes of one value.

    ``text`` is what it hashes, ``value`` what it sends, without the Parameter Builder's appendix. Bytes that are no
    UTF-8 (PHP cuts names by bytes) stand in ``text`` as surrogates.
    """

    implementation: Implementation
    outcome: Outcome
    text: str = ""
    value: str = ""


class Forms(msgspec.Struct, frozen=True, kw_only=True):
    """All that official implementations make of one value.

    ``documented`` holds the readings of Meta's page "Customer Information Parameters": none where the page does not
    decide (a phone number of an unknown country), several where it can be read in several ways (blanks in names).
    """

    key: str
    raw: str
    forms: tuple[Form, ...]
    documented: tuple[str, ...]

    def of(self, implementation: Implementation) -> Form | None:
        """What one implementation makes of the value; None if it does not know the key."""
        return next((form for form in self.forms if form.implementation is implementation), None)

    def agree(self, *implementations: Implementation) -> bool:
        """Whether these (all of them by default) send the same, if only that none of them sends anything."""
        asked = (form for form in self.forms if not implementations or form.implementation in implementations)
        return len({form.value for form in asked}) <= 1

    @property
    def texts(self) -> tuple[str, ...]:
        """Every normal form of the value in the clear, the documented ones first."""
        made = (form.text for form in self.forms if form.outcome in (Outcome.HASHED, Outcome.PLAIN))
        return tuple(dict.fromkeys((*self.documented, *made)))


_HEX = re.compile(r"[0-9a-fA-F]+")
_DIGESTS = {32: "MD5", 40: "SHA-1", 64: "SHA-256", 128: "SHA-512"}
_APPENDIX = re.compile(r"(.+)\.([A-Za-z0-9_-]{8}|A[Qgw]|B[AQg])", re.DOTALL)


def utf8(text: str) -> bytes:
    """The bytes of a text; never raises, whatever surrogates stand in it."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


def digest(text: str) -> str:
    """SHA-256 in small hexadecimal digits."""
    return hashlib.sha256(utf8(text)).hexdigest()


EMPTY_HASH = digest("")
"""What a sender that hashes without looking makes of nothing. It passes as a hash and matches nobody."""


def hash_name(text: str) -> str:
    """The algorithm that a text looks like the digest of; empty if it looks like none."""
    return _DIGESTS.get(len(text), "") if _HEX.fullmatch(text) else ""


def passes_as_hashed(text: str) -> bool:
    """Whether implementations take a text for a hash made before: 64 or 32 hexadecimal digits in either case."""
    return hash_name(text) in ("SHA-256", "MD5")


def split_appendix(value: str) -> tuple[str, str]:
    """A value without the Parameter Builder's appendix, and the appendix.

    That is a dot and 8 characters, or 2 in older releases (read in Meta's source, seen when run).
    """
    match = _APPENDIX.fullmatch(value)
    return (match[1], match[2]) if match else (value, "")
