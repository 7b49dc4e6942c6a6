"""Text that no file takes: half of a character, such as of an emoji that a page's script cut in two."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

_Kept = TypeVar("_Kept", bound=msgspec.Struct)


def storable(kept: _Kept) -> _Kept:
    """The same, with U+FFFD for each half of a character, since UTF-8 has no bytes for it."""
    try:
        msgspec.json.encode(kept)
    except UnicodeEncodeError:
        return msgspec.convert(_mended(msgspec.to_builtins(kept)), type(kept))
    return kept


def storable_text(text: str) -> str:
    """A text without halves of characters."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _mended(value: Any) -> Any:
    if isinstance(value, str):
        return storable_text(value)
    if isinstance(value, dict):
        return {_mended(key): _mended(one) for key, one in value.items()}
    return [_mended(one) for one in value] if isinstance(value, list | tuple) else value
