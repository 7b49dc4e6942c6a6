"""What a journey may return: the conversion that it made, for sites whose books can't be read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from harness.errors import RunError
from harness.ledger import Conversion


class Booked(msgspec.Struct, frozen=True, kw_only=True):
    """One conversion as the shopper saw it. ``book`` is the plan's word for its kind, such as ``orders``."""

    id: str | int
    book: str = "orders"
    value: float | None = None
    currency: str | None = None
    contents: tuple[Mapping[str, Any], ...] = ()


def booked_by(returned: object, journey: str, email: str, between: tuple[float, float]) -> tuple[Conversion, ...]:
    """What a journey returned, as the entry that it stands for in books that can't be read; none for None.

    ``between`` is when the journey began, and when the entry was final.

    Raises:
        RunError: it is nothing of the kind.
    """
    if returned is None:
        return ()
    try:
        booked = msgspec.convert(returned, Booked, from_attributes=True)
    except msgspec.ValidationError as error:
        raise RunError(f"the journey '{journey}' must return None or a Booked: {error}") from error
    return (_entry(booked, email, *between),)


def _entry(booked: Booked, email: str, began_at: float, settled_at: float) -> Conversion:
    return Conversion(
        book=booked.book,
        id=str(booked.id),
        created_at=began_at,
        settled_at=settled_at,
        value=booked.value,
        currency=booked.currency.upper() if booked.currency else None,
        contents=booked.contents,
        customer={"email": email},
    )
