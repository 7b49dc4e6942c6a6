"""The site's own books, read over HTTP: the truth that events are held against."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import aiohttp
import msgspec

from harness.errors import RunError
from harness.ledger import Conversion

SETTLED = ("", "complete", "completed", "confirmed", "delivered", "fulfilled", "paid", "processing", "shipped", "won")
"""Status words of an entry that counts. Any other (pending, declined, cancelled) does not, unless it was paid once."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One entry as a site's API lists it; other keys are ignored. Times are seconds since the epoch."""

    id: str | int
    created_at: float
    status: str = ""
    paid_at: float | None = None
    value: float | None = None
    currency: str | None = None
    contents: tuple[Mapping[str, Any], ...] = ()
    customer: Mapping[str, Any] = {}

    def conversion(self, book: str) -> Conversion:
        """This entry as a conversion of ``book``."""
        settled = self.status.lower() in SETTLED
        return Conversion(
            book=book,
            id=str(self.id),
            created_at=self.created_at,
            settled_at=self.paid_at if self.paid_at is not None else self.created_at if settled else None,
            value=self.value,
            currency=self.currency.upper() if self.currency else None,
            contents=self.contents,
            customer=self.customer,
        )


async def read_book(session: aiohttp.ClientSession, book: str, url: str) -> dict[str, Conversion]:
    """Every conversion of one book by its id.

    Raises:
        RunError: the book doesn't answer, or not with a JSON list of entries.
    """
    try:
        async with session.get(url) as answer:
            text = await answer.read()
            if answer.status != 200:
                raise RunError(f"the book {book} at {url} answered with status {answer.status} instead of 200")
        entries = msgspec.json.decode(text, type=tuple[Entry, ...])
    except (aiohttp.ClientError, TimeoutError) as error:
        raise RunError(f"the book {book} at {url} can't be read: {error or type(error).__name__}") from error
    except msgspec.DecodeError as error:
        raise RunError(f"the book {book} at {url} must be a JSON list of entries: {error}") from error
    return {str(entry.id): entry.conversion(book) for entry in entries}
