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
WEB: Final = "web"
"""The source of a conversion that took place on the website."""


class Choice(StrEnum):
    """A visitor's answer to the consent question."""

    GRANTED = "granted"
    DENIED = "denied"


class ConsentChange(msgspec.Struct, frozen=True, kw_only=True):
    """One answer of the visitor to the consent question."""

    at: float
    choice: Choice


class PageLoad(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One page that the visitor's tab showed. ``loaded_at`` is None if the tab moved on before the load event.

    ``route`` tells that it is no document of its own, but a view that a script put into the address bar. ``frames``
    are the origins of others that it showed in frames; Meta's are not among them. ``kept`` tells that it came up again
    as the browser had kept it, so that nothing of it ran anew.
    """

    at: float
    url: str
    loaded_at: float | None = None
    left_at: float | None = None
    route: bool = False
    frames: tuple[str, ...] = ()
    kept: bool = False


class Deed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something that a journey says its shopper did, by the name of the event that it owes."""

    at: float
    name: str


class PageError(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What went wrong on a page of the site.

    ``kind`` is ``script`` for an uncaught error, ``worker`` for one in a web worker of the page, and ``policy`` for
    what a policy blocked. ``by`` names the condition that brought it about; empty if the page did it by itself.
    """

    at: float
    url: str
    message: str
    kind: Literal["script", "worker", "policy"] = "script"
    by: str = ""


class PixelWarning(msgspec.Struct, frozen=True, kw_only=True):
    """What the pixel's script told a page's developer on the console: a call that it could not take as it was meant."""

    at: float
    url: str
    message: str


class Cookie(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One of Meta's cookies, as the visitor's browser held it at that moment.

    ``expires`` is when the browser will forget it, None if that is not known or if it ends with the session.
    """

    at: float
    name: str
    value: str
    expires: float | None = None


class ActorDeed(msgspec.Struct, frozen=True, kw_only=True):
    """Something that another than a shopper did with the site: a crawler, the back office, a cron job, a restart."""

    at: float
    name: str


class FeedItem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One article of the site's product feed. ``group`` is the id of the product that it is a variant of, or empty."""

    id: str
    group: str = ""
    price: float | None = None
    currency: str | None = None


class VisitRecord(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One visit: who came, what was answered and done, and what went wrong on the pages.

    ``visitor`` numbers the people of a run: visits of one share a browser, and with it a consent. ``region`` is the
    US state by whose law they asked at ``opted_out_at`` that their data be used in a limited way. ``came_with`` names
    those of Meta's cookies that the browser still held when somebody came again with it, None where nobody looked.
    ``clock_off_s`` is by how much the clock of the visitor's computer is known to be ahead.
    ``walked_s`` is how long its journeys took, in seconds of the wall, and ``walked_pages`` how many pages they loaded.
    ``given_up`` are pages that a tab asked for and never showed: it was closed, or asked for another before they came.
    """

    shopper: Mapping[str, str]
    visitor: int = 1
    region: str = ""
    opted_out_at: float | None = None
    click_id: str | None = None
    walked: tuple[str, ...] = ()
    walked_s: float = 0.0
    walked_pages: int = 0
    pages: tuple[PageLoad, ...] = ()
    given_up: tuple[PageLoad, ...] = ()
    consent: tuple[ConsentChange, ...] = ()
    deeds: tuple[Deed, ...] = ()
    page_errors: tuple[PageError, ...] = ()
    pixel_warnings: tuple[PixelWarning, ...] = ()
    cookies: tuple[Cookie, ...] = ()
    came_with: tuple[str, ...] | None = None
    clock_off_s: float = 0.0


class Conversion(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One entry of the site's own books. ``settled_at`` is when it became final (paid), None while it is not.

    ``status`` is the books' own word for it now. ``source`` is where it came from, ``web`` unless the books say
    otherwise (``phone``, ``store``, ``renewal``, ``crm``). ``parts`` are its amounts by what they are for, such as
    ``goods``, ``discount``, ``tax`` and ``shipping``, of which the plan says which belong to the reported value.
    """

    book: str
    id: str
    created_at: float
    settled_at: float | None
    value: float | None = None
    currency: str | None = None
    contents: tuple[Mapping[str, Any], ...] = ()
    customer: Mapping[str, Any] = {}
    status: str = ""
    source: str = WEB
    parts: Mapping[str, float] = {}

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
    """What was not let through: by the proxy's guard, a blocker, since nothing answered, or by the browser itself."""

    at: float
    host: str
    port: int
    reason: str
    by: Literal["guard", "blocker", "upstream", "browser"] = "guard"


class Trace(msgspec.Struct, frozen=True, kw_only=True):
    """What a condition did, noted by itself when it had seen that it was done."""

    at: float
    condition: str
    fact: str


class Acted(msgspec.Struct, frozen=True, kw_only=True):
    """A condition of the run, and the evidence that it really acted; empty if there is none."""

    condition: str
    evidence: str


class Blind(msgspec.Struct, frozen=True, kw_only=True):
    """A channel on which this run could not see all, and why."""

    channel: Channel
    reason: str


class Ledger(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The evidence of one run of one scenario. ``broken`` says why it ended early; such a ledger accuses nobody.

    ``staff`` are e-mail addresses of the people who run the site. ``address`` is the network address under which the
    visitors came, told to the site as its edge would tell it; empty where nobody told it. ``undisturbed_s`` is how long
    the same journeys took without the run's faults, in seconds of the wall; None where that was not measured.
    """

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
    actors: tuple[ActorDeed, ...] = ()
    feed: tuple[FeedItem, ...] = ()
    staff: tuple[str, ...] = ()
    address: str = ""
    conversions: tuple[Conversion, ...] = ()
    events: tuple[Event, ...] = ()
    requests: tuple[Request, ...] = ()
    conditions: tuple[str, ...] = ()
    traces: tuple[Trace, ...] = ()
    acted: tuple[Acted, ...] = ()
    faults: tuple[str, ...] = ()
    bugs: tuple[str, ...] = ()
    excuses: tuple[Excuse, ...] = ()
    bans: tuple[Ban, ...] = ()
    refused: tuple[Refused, ...] = ()
    blind: tuple[Blind, ...] = ()
    counting: CountingPolicy = CountingPolicy()
    undisturbed_s: float | None = None
    broken: Breakdown | None = None

    @property
    def walked_s(self) -> float:
        """How long the journeys of the run took, in seconds of the wall."""
        return sum(visit.walked_s for visit in self.visits)


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


def view_of(url: str) -> tuple[str, str, str]:
    """What tells one view from another: host, path and a hash route; a query or an anchor does not.

    Raises:
        ValueError: it is no address.
    """
    parts = urlsplit(url)
    return parts.netloc, parts.path, parts.fragment if parts.fragment.startswith("/") else ""


def document_left_at(pages: tuple[PageLoad, ...], page: PageLoad) -> float | None:
    """When the document that showed ``page`` was left: a route gives way, but what it queued lives on in its document.

    None if it never was.
    """
    documents = [other for other in pages if not other.route and other.at <= page.at] if page.route else [page]
    return documents[-1].left_at if documents else page.left_at


def is_page_of(url: str, hosts: tuple[str, ...], patterns: tuple[str, ...]) -> bool:
    """Whether ``url`` is a page of the site whose path fits one of the glob ``patterns``."""
    parts = urlsplit(url)
    return parts.netloc in hosts and any(fnmatch.fnmatchcase(parts.path or "/", pattern) for pattern in patterns)
