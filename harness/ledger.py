"""The ledger: the frozen evidence of one run, and all that a check may look at.

Every time is in seconds since the epoch on the run clock.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final, Literal
from urllib.parse import urlsplit

import msgspec

from harness.errors import LedgerError
from harness.plan import Plan
from harness.verdict import Breakdown
from mock_meta.counting import CountingPolicy
from mock_meta.event import Channel, Event, Request

FORMAT: Final = "pixelproof-ledger/1"


class Choice(StrEnum):
    """A visitor's answer to the consent question."""

    GRANTED = "granted"
    DENIED = "denied"


class ConsentChange(msgspec.Struct, frozen=True, kw_only=True):
    """One answer of the visitor to the consent question."""

    at: float
    choice: Choice


class PageLoad(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One document that the visitor's tab showed. ``loaded_at`` is None if the tab moved on before the load event."""

    at: float
    url: str
    loaded_at: float | None = None
    left_at: float | None = None


class Deed(msgspec.Struct, frozen=True, kw_only=True):
    """Something that a journey says its shopper did, by the name of the event that it owes."""

    at: float
    name: str


class PageError(msgspec.Struct, frozen=True, kw_only=True):
    """An uncaught script error on a page of the site."""

    at: float
    url: str
    message: str


class VisitRecord(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One visit: who came, what was answered and done, and what went wrong on the pages."""

    shopper: Mapping[str, str]
    click_id: str | None = None
    walked: tuple[str, ...] = ()
    pages: tuple[PageLoad, ...] = ()
    consent: tuple[ConsentChange, ...] = ()
    deeds: tuple[Deed, ...] = ()
    page_errors: tuple[PageError, ...] = ()


class Conversion(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One entry of the site's own books. ``settled_at`` is when it became final (paid), None while it is not."""

    book: str
    id: str
    created_at: float
    settled_at: float | None
    value: float | None = None
    currency: str | None = None
    contents: tuple[Mapping[str, Any], ...] = ()
    customer: Mapping[str, Any] = {}

    @property
    def key(self) -> str:
        """Its name in findings, such as ``orders/1001``."""
        return f"{self.book}/{self.id}"


class Excuse(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the world took away: ``aspect`` is ``presence``, ``delay`` or an identifier of a channel's copies.

    It holds for ``events`` (all if empty) of actions between ``since`` and ``until``.
    """

    channel: Channel
    aspect: str
    reason: str
    events: tuple[str, ...] = ()
    since: float | None = None
    until: float | None = None


class Ban(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Events that must not be sent at all, whatever the consent (a crawler's, say)."""

    channel: Channel
    reason: str
    events: tuple[str, ...] = ()


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """A connection that the slot's proxy did not let through: by its guard, a blocker, or since nothing answered."""

    at: float
    host: str
    port: int
    reason: str
    by: Literal["guard", "blocker", "upstream"] = "guard"


class Blind(msgspec.Struct, frozen=True, kw_only=True):
    """A channel on which this run could not see all, and why."""

    channel: Channel
    reason: str


class Ledger(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The evidence of one run of one scenario. ``broken`` says why it ended early; such a ledger accuses nobody."""

    format: Literal["pixelproof-ledger/1"]
    scenario: str
    site: str
    site_hosts: tuple[str, ...]
    pixel_ids: tuple[str, ...]
    seed: int
    observes: tuple[Channel, ...]
    books: tuple[str, ...]
    plan: Plan
    started_at: float
    ended_at: float
    visits: tuple[VisitRecord, ...]
    conversions: tuple[Conversion, ...] = ()
    events: tuple[Event, ...] = ()
    requests: tuple[Request, ...] = ()
    conditions: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    bugs: tuple[str, ...] = ()
    excuses: tuple[Excuse, ...] = ()
    bans: tuple[Ban, ...] = ()
    refused: tuple[Refused, ...] = ()
    blind: tuple[Blind, ...] = ()
    counting: CountingPolicy = CountingPolicy()
    broken: Breakdown | None = None


def encode_ledger(ledger: Ledger) -> bytes:
    """The ledger as one JSON document."""
    return msgspec.json.format(msgspec.json.encode(ledger), indent=1)


def decode_ledger(text: bytes, name: str) -> Ledger:
    """The ledger in a JSON document; ``name`` is what the error calls it.

    Raises:
        LedgerError: the document is malformed, with the JSON path where it is.
    """
    try:
        return msgspec.json.decode(text, type=Ledger)
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at ")
        raise LedgerError(f"{name} is not a ledger: at {where.strip('`') or '$'}: {what}") from error
    except msgspec.DecodeError as error:
        raise LedgerError(f"{name} is not JSON: {error}") from error


def ledger_schema() -> dict[str, Any]:
    """The JSON Schema of a ledger, generated from these types."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | msgspec.json.schema(Ledger)


def is_page_of(url: str, hosts: tuple[str, ...], patterns: tuple[str, ...]) -> bool:
    """Whether ``url`` is a page of the site whose path fits one of the glob ``patterns``."""
    parts = urlsplit(url)
    return parts.netloc in hosts and any(fnmatch.fnmatchcase(parts.path or "/", pattern) for pattern in patterns)
