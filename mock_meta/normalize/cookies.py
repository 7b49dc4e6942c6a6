"""The values of Meta's two cookies, ``_fbp`` and ``_fbc``, as the identifiers ``fbp`` and ``fbc`` carry them."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from mock_meta.normalize.forms import split_appendix

_COOKIE = re.compile(r"fb\.([0-9]+)\.([0-9]{13})\.(.+)", re.DOTALL)
_SECONDS = re.compile(r"fb\.[0-9]+\.[0-9]{10}\..+", re.DOTALL)


class Cookie(msgspec.Struct, frozen=True, kw_only=True):
    """A cookie that is well-formed: ``fb.<level>.<creation time>.<payload>``.

    ``payload`` is the click id in ``fbc``, a random number in ``fbp``. It can end in the Parameter Builder's appendix,
    which ``bare`` leaves out; a click id with dots in it could be mistaken for one, so compare with both.
    """

    level: int
    created_ms: int
    payload: str

    @property
    def bare(self) -> str:
        """The payload without an appendix."""
        return split_appendix(self.payload)[0]

    def carries(self, click_id: str) -> bool:
        """Whether it is the ``fbc`` of that click, byte for byte; the pixel writes ``__DOT__`` for dots (measured)."""
        return {self.payload, self.bare} & {click_id, click_id.replace(".", "__DOT__")} != set()


def read_cookie(value: Any) -> Cookie | None:
    """The cookie in a value; None if it is malformed.

    ``fb``, a number for the depth of the domain, milliseconds since the epoch in 13 digits, and a payload (documented).
    """
    match = _COOKIE.fullmatch(value) if isinstance(value, str) else None
    if match is None or any(blank in value for blank in " \t\r\n"):
        return None
    return Cookie(level=int(match[1][-9:]), created_ms=int(match[2]), payload=match[3])


def flaw(value: Any) -> str:
    """What is wrong with a malformed cookie value, as part of a sentence; empty if nothing is."""
    if read_cookie(value) is not None:
        return ""
    if isinstance(value, str) and _SECONDS.fullmatch(value):
        return "its creation time is in seconds, not in milliseconds"
    if isinstance(value, str) and not value.startswith("fb."):
        return "it does not begin with 'fb.'"
    return "it is not 'fb.', a number, 13 digits of time and a payload, with dots between them"
