"""The site's own books, read over HTTP: the truth that events are held against."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import aiohttp
import msgspec

from harness.errors import RunError
from harness.ledger import Conversion, FeedItem

_Read = TypeVar("_Read")
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
    source: str = "web"
    parts: Mapping[str, float] = {}

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
            status=self.status,
            source=self.source,
            parts=self.parts,
        )


async def read_book(session: aiohttp.ClientSession, book: str, url: str) -> dict[str, Conversion]:
    """Every conversion of one book by its id.

    Raises:
        RunError: the book doesn't answer, or not with a JSON list of entries.
    """
    entries = await _read(session, f"the book {book}", url, tuple[Entry, ...])
    return {str(entry.id): entry.conversion(book) for entry in entries}


async def read_feed(session: aiohttp.ClientSession, url: str) -> tuple[FeedItem, ...]:
    """The site's product feed.

    Raises:
        RunError: the feed doesn't answer, or not with a JSON list of articles.
    """
    return await _read(session, "the product feed", url, tuple[FeedItem, ...])


async def _read(session: aiohttp.ClientSession, what: str, url: str, kind: type[_Read]) -> _Read:
    try:
        async with session.get(url) as answer:
            text = await answer.read()
            if answer.status != 200:
                raise RunError(f"{what} at {url} answered with status {answer.status} instead of 200")
        return msgspec.json.decode(text, type=kind)
    except (aiohttp.ClientError, TimeoutError) as error:
        raise RunError(f"{what} at {url} can't be read: {error or type(error).__name__}") from error
    except msgspec.DecodeError as error:
        raise RunError(f"{what} at {url} must be a JSON list of entries: {error}") from error
