"""JSON as Meta's PHP writes it."""

from __future__ import annotations

import json
from typing import Any


def encode(value: Any) -> bytes:
    r"""Encode a value compactly, with ``/`` as ``\/`` and everything beyond ASCII as ``\uXXXX``.

    Captured: every recorded Graph answer has this form, so a client that compares bytes, or that unescapes by hand,
    meets here what it meets at Meta.
    """
    # A slash can occur within strings only, so that a replacement over the whole text is exact.
    return json.dumps(value, separators=(",", ":")).replace("/", "\\/").encode("ascii")
