"""Form-encoded text to pairs, as fast as the usual text allows."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qsl

import msgspec

_decode: Callable[[str], dict[str, str]] = msgspec.json.Decoder(dict[str, str]).decode


def pairs(text: str) -> list[tuple[str, str]]:
    """Names and values in the order sent, empty values too; bytes that are not UTF-8 become U+FFFD."""
    usual = _usual(text)
    return parse_qsl(text, keep_blank_values=True, errors="replace") if usual is None else usual


def _usual(text: str) -> list[tuple[str, str]] | None:
    """The pairs of a text of which every piece is ``name=value`` and every name another; None for any other text.

    A JSON object has the same form and the same escapes by another spelling, and the compiled reader of JSON refuses
    what departs from it: half an escape, a piece with two equals signs or none, an empty piece.
    """
    if not text.isascii() or '"' in text or "\\" in text:
        return None
    body = text.replace("%", "\\u00").replace("+", " ").replace("=", '":"').replace("&", '","')
    try:
        read = _decode(f'{{"{body}"}}')
    except msgspec.DecodeError:
        return None
    if len(read) != text.count("&") + 1:
        return None
    if "".join(read).isascii() and "".join(read.values()).isascii():
        return list(read.items())
    return [(_from_bytes(name), _from_bytes(value)) for name, value in read.items()]


def _from_bytes(text: str) -> str:
    """The text whose UTF-8 bytes stand here as one character each."""
    return text.encode("latin-1").decode("utf-8", "replace")
