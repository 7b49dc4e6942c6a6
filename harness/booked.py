"""What a journey may return: the conversion that it made, for sites whose books can't be read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec


class Booked(msgspec.Struct, frozen=True, kw_only=True):
    """One conversion as the shopper saw it. ``book`` is the plan's word for its kind, such as ``orders``."""

    id: str | int
    book: str = "orders"
    value: float | None = None
    currency: str | None = None
    contents: tuple[Mapping[str, Any], ...] = ()
