"""Names: ``fn``, ``ln``, and the cut ones that only the SDKs send, ``f5first``, ``f5last``, ``fi``."""

from __future__ import annotations

import re
import unicodedata

from mock_meta.normalize.text import PUNCTUATION, js_head, js_squeeze, php_head

_FIVE = 5
_ASCII_PUNCTUATION = re.compile(f"[{PUNCTUATION}]")
_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "å": "aa", "ł": "l"})


def as_it_is(text: str) -> str:
    """Python's, Node's and PHP's SDK do nothing to a name but trim it and make its letters small (read, and run)."""
    return text


def builder(raw: str) -> str:
    """Without blanks and ASCII punctuation, in small letters; the pixel has the same rule (read, and measured)."""
    return js_squeeze(_ASCII_PUNCTUATION.sub("", raw)).lower()


def python_five(text: str) -> str:
    """The first five characters."""
    return text[:_FIVE]


def python_initial(text: str) -> str:
    """The first character."""
    return text[:1]


def node_five(text: str) -> str:
    """The first five UTF-16 units."""
    return js_head(text, _FIVE)


def node_initial(text: str) -> str:
    """The first UTF-16 unit."""
    return js_head(text, 1)


def php_five(text: str) -> str:
    """The first five bytes, even if that cuts a letter and leaves no UTF-8 (run)."""
    return php_head(text, _FIVE)


def php_initial(text: str) -> str:
    """The first byte, even if that is half a letter (run)."""
    return php_head(text, 1)


def documented(raw: str) -> tuple[str, ...]:
    """Small letters, no punctuation; UTF-8 if there are special characters (Meta's page).

    The page recommends the Roman letters a to z and does not say how to get there, so both usual ways are readings of
    it. It says nothing of blanks inside a name: with and without them are readings too.
    """
    readings = [reading for text in spellings(raw) for reading in (_spaced(text), "".join(_spaced(text).split()))]
    return tuple(dict.fromkeys(filter(None, readings)))


def spellings(raw: str) -> tuple[str, ...]:
    """A text in small letters, in the code points given and composed, then in Roman letters by two usages."""
    small = raw.strip().lower()
    composed = unicodedata.normalize("NFC", small)
    plain = "".join(c for c in unicodedata.normalize("NFKD", small) if not unicodedata.combining(c))
    return tuple(dict.fromkeys((small, composed, plain, composed.translate(_SPELLED_OUT))))


def _spaced(text: str) -> str:
    return "".join(c for c in text if unicodedata.category(c)[0] not in "PS").strip()
