"""An estimate of Event Match Quality, with a reason for every kind of customer information.

Meta's formula is not public; this is none of its numbers. The order of weights follows Business Help "About Event Match
Quality" (high: em, fbc; medium: ph, external_id, fbp, db, country; low: names, city, zip), another page of Meta's ranks
some keys differently, and the points are ours. Meta also looks at how many people it could match, which nobody outside
can know. Use the estimate to compare two runs of one site, never to predict the score that Events Manager shows.

A key earns its points if it is present, well-formed, plausible (no hash of "undefined", no script's user agent) and,
where the customer is known, made from that customer's own value by Meta's page or by an official implementation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

import msgspec

from mock_meta.event import Channel, Event
from mock_meta.normalize import EMPTY_HASH, Classification, classify, digest, read_cookie, split_appendix
from mock_meta.normalize.cookies import flaw
from mock_meta.wire.user_data import HASHED, is_hash, values

WEIGHTS: Mapping[str, float] = {
    "em": 3.0,
    "fbc": 2.0,
    "ph": 1.5,
    "external_id": 1.0,
    "fbp": 1.0,
    "client_ip_address": 0.5,
    "client_user_agent": 0.5,
    "fb_login_id": 0.5,
    "db": 0.5,
    "country": 0.25,
    "fn": 0.25,
    "ln": 0.25,
    "ct": 0.25,
    "zp": 0.25,
}
"""Points for each kind of customer information; an event has at most ten."""

HIGHEST = 10.0

_UNFILLED = (
    "null",
    "undefined",
    "none",
    "n/a",
    "-",
    "0",
    "false",
    "true",
    "unknown",
    "[object object]",
    "[object Object]",
)
_MADE_UP = ("test@test.com", "test@example.com", "noreply@example.com", "1234567890", "0000000000", "00000000")
_PLACEHOLDERS = {digest(text): text for text in (*_UNFILLED, *_MADE_UP)}
"""What stands in fields that nobody filled in, by its hash."""

_SCRIPT = re.compile(
    r"(?<![a-z])(python|curl|wget|axios|node|guzzle|okhttp|java(?=/)|go-http-client|php|ruby|headlesschrome)"
)
_EARLIEST_MS = 1_262_304_000_000
"""2010: no cookie of Meta's is older than the pixel."""
_TOMORROW_MS = 86_400_000.0


class KeyReason(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Why a kind of customer information earns its points, or does not.

    ``well_formed`` and ``plausible`` are None where there is nothing to look at; ``normalised`` is None where the
    customer's value is not known. ``remark`` says in a few words what is wrong, or what to know.
    """

    key: str
    worth: float
    points: float
    present: bool
    well_formed: bool | None = None
    normalised: Classification | None = None
    plausible: bool | None = None
    remark: str = ""


class Assessment(msgspec.Struct, frozen=True, kw_only=True):
    """The estimate for one event, from 0 to 10, and the reason for each key in the order of their worth."""

    score: float
    reasons: tuple[KeyReason, ...]

    @property
    def lacking(self) -> tuple[KeyReason, ...]:
        """The keys that earn nothing: what could be mended, the dearest first."""
        return tuple(reason for reason in self.reasons if not reason.points)


def assess(event: Event, known_customer: Mapping[str, str] | None = None) -> Assessment:
    """An estimate for one event; ``known_customer`` holds the customer's values by Meta's keys (see `known_values`)."""
    known = known_customer or {}
    reasons = tuple(_reason(key, worth, event, known) for key, worth in WEIGHTS.items())
    return Assessment(score=min(HIGHEST, sum(reason.points for reason in reasons)), reasons=reasons)


def match_quality(event: Event) -> float:
    """An estimate from 0 to 10 for one event of a customer who is not known."""
    return assess(event).score


def mean_match_quality(events: Iterable[Event]) -> float | None:
    """The mean estimate over accepted server events; None if there are none (Meta scores server events only)."""
    scores = [match_quality(event) for event in events if event.channel is Channel.SERVER and event.accepted]
    return sum(scores) / len(scores) if scores else None


def _reason(key: str, worth: float, event: Event, known: Mapping[str, str]) -> KeyReason:
    sent = values(event.user_data.get(key))
    if not sent:
        return KeyReason(key=key, worth=worth, points=0.0, present=False, remark="not sent")
    flaws = [text for item in sent if (text := malformed(key, item))]
    if len(flaws) == len(sent):
        return KeyReason(key=key, worth=worth, points=0.0, present=True, well_formed=False, remark=flaws[0])
    sent = [item for item in sent if not malformed(key, item)]
    normalised = classify(key, known[key], sent, known.get("country", "")) if known.get(key) else None
    # A shopper may be called Null.
    doubts = [""] if normalised is not None and normalised.sound else [_implausible(key, i, event) for i in sent]
    earned = not all(doubts) and (normalised is None or normalised.sound)
    return KeyReason(
        key=key,
        worth=worth,
        points=worth if earned else 0.0,
        present=True,
        well_formed=True,
        normalised=normalised,
        plausible=not all(doubts),
        remark="; ".join(_remarks(key, sent, doubts, normalised)),
    )


def _remarks(key: str, sent: list[Any], doubts: list[str], normalised: Classification | None) -> Iterator[str]:
    yield from dict.fromkeys(doubt for doubt in doubts if doubt)
    if normalised is not None and not normalised.sound:
        yield str(normalised.kind)
    if key == "client_ip_address" and not any(_is_public(item) for item in sent):
        yield "an address of a private network, as on any test machine; Meta could not match it"


def malformed(key: str, value: Any) -> str:
    """What is wrong with the form of one value, as part of a sentence; empty if nothing is.

    Hashes, ``fbp``, ``fbc``, the IP address and numbers have a documented form; other keys may hold any text.
    """
    if key in HASHED:
        if not is_hash(value):
            return "no SHA-256 in 64 hexadecimal digits"
        return "the hash of an empty text" if _bare(value) == EMPTY_HASH else ""
    if key in ("fbp", "fbc"):
        return flaw(value)
    if key == "client_ip_address" and network_address(value) is None:
        return "no IPv4 or IPv6 address"
    if key == "fb_login_id" and not str(value).isdecimal():
        return "no number"
    if key == "external_id" and _bare(value) == EMPTY_HASH:
        return "the hash of an empty text"
    return "" if str(value).strip() else "blanks only"


def _implausible(key: str, value: Any, event: Event) -> str:
    """Why a well-formed value can hardly be a shopper's; empty if it can."""
    if key == "client_user_agent":
        script = _SCRIPT.search(str(value).lower())
        return f"the user agent of a program ({script[1]}), not of the shopper's browser" if script else ""
    cookie = read_cookie(value) if key in ("fbp", "fbc") else None
    if cookie is not None:
        timely = _EARLIEST_MS <= cookie.created_ms <= event.received_at * 1000 + _TOMORROW_MS
        return "" if timely else "its creation time is not in the shopper's past"
    unfilled = placeholder(value) if key in HASHED or key == "external_id" else ""
    return f"the hash of {unfilled!r}, which no shopper is called" if unfilled else ""


def placeholder(value: Any) -> str:
    """What stands in a field that nobody filled in, if a value is its hash; else empty."""
    return _PLACEHOLDERS.get(_bare(value), "")


def _bare(value: Any) -> str:
    return split_appendix(str(value))[0].lower()


def network_address(value: Any) -> IPv4Address | IPv6Address | None:
    """The IP address in a value, with or without the Parameter Builder's appendix; None if there is none."""
    for text in (str(value), split_appendix(str(value))[0]):
        try:
            return ip_address(text)
        except ValueError:
            continue
    return None


def _is_public(value: Any) -> bool:
    address = network_address(value)
    return address is not None and address.is_global
