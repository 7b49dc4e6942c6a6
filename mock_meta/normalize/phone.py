"""Phone numbers: ``ph``. No implementation adds a country's calling code; Meta's page says that it must be there."""

from __future__ import annotations

import re

from mock_meta.normalize.countries import CALLING_CODES
from mock_meta.normalize.forms import Refused
from mock_meta.normalize.text import js_length, php_trim

_START = re.compile(r"^\+?0{0,2}")
_INTERNATIONAL = re.compile(r"\d{1,4}\(?\d{2,3}\)?\d{4,}")
_INTERNATIONAL_ASCII = re.compile(_INTERNATIONAL.pattern, re.ASCII)
_AMERICAN = re.compile(r"1\(?\d{3}\)?\d{7}", re.ASCII)
_NODE_STRAY = re.compile(r"[-@#<>'\",; ()+a-z]")
_NODE_LENGTHS = range(7, 17)


def python(text: str) -> str:
    """Without blanks, hyphens, parentheses, a plus and leading zeros; then 7 digits or more, and nothing else."""
    number = _START.sub("", _START.sub("", re.sub(r"[\s\-()]", "", text)))
    if number.startswith("0") or not _INTERNATIONAL.fullmatch(number):
        raise Refused
    return number


def node(text: str) -> str:
    """Without letters and common signs; two leading zeros go only if the rest is an international number.

    With a leading 1 that means an American one: a number that begins with 01 keeps its zero.
    """
    number = _NODE_STRAY.sub("", text)
    bare = _START.sub("", number)
    international = _AMERICAN if bare.startswith("1") else _INTERNATIONAL_ASCII
    if not bare.startswith("0") and international.fullmatch(bare):
        number = bare
    if js_length(number) not in _NODE_LENGTHS:
        raise Refused
    return number


def php(text: str) -> str:
    """Without letters, hyphens and parentheses; blanks and the plus go only from an international number.

    Leading zeros stay, so that 0044… and +44… give two hashes.
    """
    number = php_trim(re.sub(r"[a-z()-]", "", text))
    bare = _START.sub("", re.sub(r"[-\s]", "", number, flags=re.ASCII))
    if not bare.startswith("0") and _INTERNATIONAL_ASCII.fullmatch(bare):
        return re.sub(r"[-\s+]", "", number, flags=re.ASCII)
    return number


def builder(raw: str) -> str:
    """The ASCII digits without leading zeros."""
    return re.sub(r"[^0-9]", "", raw).lstrip("0")


def documented(raw: str, country: str = "") -> tuple[str, ...]:
    """Symbols, letters and leading zeros go; the country's calling code must be there (Meta's page).

    Of a number in national form the page decides nothing unless the country is known; the 0 in "+49 (0)151" is a
    leading zero to some readers and not to others.
    """
    digits = re.sub(r"[^0-9]", "", raw)
    bare = digits.lstrip("0")
    code = CALLING_CODES.get(country.strip().lower(), "")
    if raw.strip().startswith("+") or digits.startswith("00"):
        trunk = re.sub(r"[^0-9]", "", raw.replace("(0)", "")).lstrip("0")
        readings = [bare, trunk]
    elif code and bare.startswith(code) and not digits.startswith("0"):
        readings = [bare, code + bare]
    else:
        readings = [code + bare] if code else []
    return tuple(dict.fromkeys(reading for reading in readings if bare and reading))
