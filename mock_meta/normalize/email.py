"""E-mail addresses: ``em``.

Sources: the rules of the Python, Node, PHP and Parameter Builder releases named in `Implementation` were read in their
source and agree with what they did when run; the pixel's were read off what it sent.
"""

from __future__ import annotations

import re

from mock_meta.normalize.forms import Refused
from mock_meta.normalize.text import js_trim

_NODE_LOCAL = re.compile(r"[-!#$%&'*+/0-9=?A-Z^_a-z{|}~](\.?[-!#$%&'*+/0-9=?A-Z^_a-z`{|}~])*")
_NODE_DOMAIN = re.compile(r"[a-zA-Z0-9](-*\.?[a-zA-Z0-9])*\.[a-zA-Z](-?[a-zA-Z0-9])+")
_PHP_STRAY = re.compile(r"[^A-Za-z0-9!#$%&'*+\-=?^_`{|}~@.\[\]]")
_PHP_LOCAL = re.compile(r"[a-z0-9!#$%&'*+\-=?^_`{|}~]+(\.[a-z0-9!#$%&'*+\-=?^_`{|}~]+)*")
_PHP_LABEL = re.compile(r"[a-z0-9]+(-+[a-z0-9]+)*")
_BUILDER_LOCAL = re.compile(r"[\w!#$%&'*+/=?^`{|}~\-]+(:?\.[\w!#$%&'*+/=?^`{|}~\-]+)*", re.ASCII)
_BUILDER_LABEL = re.compile(r"[a-z0-9]([a-z0-9\-]*[a-z0-9])?")
_PIXEL = re.compile(r"[^\s@,;:<>()[\]\\\"]+@([a-z0-9-]+\.)+[a-z]{2,}")
_LONGEST_ADDRESS, _LONGEST_LOCAL, _LONGEST_LABEL = 254, 64, 63
_APPLE_RELAY = "@privaterelay.appleid.com"
_APPLE_RELAY_HASH = "b68919aff001d8366249403a2544fba2d833084f1ad22839b6310aadacb6a138"


def python(text: str) -> str:
    """Anything with something before an @, and with a dot between two characters after it."""
    if not re.match(r".+@.+\..+", text):
        raise Refused
    return text


def node(text: str) -> str:
    """As the package email-validator 2 has it: ASCII, 254 characters, 64 before the @ and 63 in a label."""
    local, at, domain = text.partition("@")
    labels = domain.split(".")
    fits = len(text) <= _LONGEST_ADDRESS and len(local) <= _LONGEST_LOCAL and max(map(len, labels)) <= _LONGEST_LABEL
    if not (at and fits and _NODE_LOCAL.fullmatch(local) and _NODE_DOMAIN.fullmatch(domain)):
        raise Refused
    return text


def php(text: str) -> str:
    """What ``FILTER_SANITIZE_EMAIL`` leaves, if ``FILTER_VALIDATE_EMAIL`` takes it.

    The sanitiser drops letters beyond ASCII from an address and so makes it another one. The validator's quoted local
    parts and domains in brackets are left out here: no shop has them.
    """
    address = _PHP_STRAY.sub("", text)
    local, _, domain = address.partition("@")
    labels = domain.split(".")
    fits = len(address) <= _LONGEST_ADDRESS and len(local) <= _LONGEST_LOCAL and max(map(len, labels)) <= _LONGEST_LABEL
    named = len(labels) > 1 and all(_PHP_LABEL.fullmatch(label) for label in labels) and not labels[-1][:1].isdigit()
    if not (fits and named and _PHP_LOCAL.fullmatch(local)):
        raise Refused
    return address


def builder(raw: str) -> str | None:
    """Trimmed, in small letters, if it looks like an address in ASCII."""
    text = js_trim(raw.lower())
    local, at, domain = text.rpartition("@")
    labels = domain.split(".")
    named = len(labels) > 1 and all(_BUILDER_LABEL.fullmatch(label) for label in labels)
    return text if at and named and _BUILDER_LOCAL.fullmatch(local) else None


def pixel(raw: str) -> str | None:
    """Trimmed, in small letters, without a last comma; what has no @ is taken for an address at gmail.com (measured).

    Every address at Apple's relay is sent as one and the same hash.
    """
    text = js_trim(raw).lower().removesuffix(",")
    address = text if "@" in text else f"{text}@gmail.com"
    if not _PIXEL.fullmatch(address):
        return None
    return _APPLE_RELAY_HASH if address.endswith(_APPLE_RELAY) else address


def documented(raw: str) -> tuple[str, ...]:
    """Trim leading and trailing blanks, convert to small letters (Meta's page)."""
    text = raw.strip().lower()
    return (text,) if "@" in text else ()
