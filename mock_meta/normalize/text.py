"""Text as the languages of the implementations handle it, where Python's own functions differ."""

from __future__ import annotations

import re
import string

from mock_meta.normalize.forms import utf8

_JS_BLANKS = "\t\n\v\f\r \u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(map(chr, range(0x2000, 0x200B)))
_JS_BLANK = re.compile(f"[{_JS_BLANKS}]")
_JS_INTEGER = re.compile(r"([+-]?)(?:0[xX]([0-9a-fA-F]*)|([0-9]+))")
_SMALL = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
_LONGEST_NUMBER = 12
PUNCTUATION = re.escape(string.punctuation)
"""ASCII punctuation, for a character class."""


def js_trim(text: str) -> str:
    """``trim()`` of JavaScript: no control characters but the usual, and the byte order mark."""
    return text.strip(_JS_BLANKS)


def js_squeeze(text: str) -> str:
    r"""Without anything that ``\s`` matches in JavaScript."""
    return _JS_BLANK.sub("", text)


def js_length(text: str) -> int:
    """``length`` of JavaScript: UTF-16 units."""
    return len(text) + sum(ord(character) > 0xFFFF for character in text)


def js_head(text: str, units: int) -> str:
    """``substring(0, units)`` of JavaScript; the half of a cut pair is hashed as U+FFFD (run)."""
    cut = text.encode("utf-16-le", "surrogatepass")[: 2 * units].decode("utf-16-le", "surrogatepass")
    return f"{cut[:-1]}\ufffd" if cut and "\ud800" <= cut[-1] <= "\udbff" else cut


def js_integer(text: str) -> int | None:
    """``parseInt`` of JavaScript: the number that a text begins with; None for NaN."""
    match = _JS_INTEGER.match(js_trim(text))
    if match is None or match[2] == "":
        return None
    sign, hexadecimal, decimal = match.groups()
    # No rule tells numbers of this size apart, and Python refuses to read very long ones.
    number = int(hexadecimal[:_LONGEST_NUMBER], 16) if hexadecimal else small_number(decimal)
    return -number if sign == "-" else number


def small_number(digits: str) -> int:
    """A run of ASCII digits as a number, cut off where it is far beyond any date."""
    return int(digits.lstrip("0")[:_LONGEST_NUMBER] or "0")


def php_trim(text: str) -> str:
    """``trim`` of PHP: ASCII only."""
    return text.strip(" \t\n\r\0\x0b")


def php_lower(text: str) -> str:
    """``strtolower`` of PHP 8: ASCII letters only, so that É stays É."""
    return text.translate(_SMALL)


def php_head(text: str, size: int) -> str:
    """``substr`` of PHP: bytes, even from the midst of a character."""
    return utf8(text)[:size].decode("utf-8", "surrogateescape")
