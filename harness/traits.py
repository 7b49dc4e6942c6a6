"""What a copy is like, in words that are the same in every run of the same build: kinds, forms, and what fits what."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from harness.case import Case
from harness.checks.people import Known, bare, best
from harness.checks.raw import header, version_of
from harness.copies import Copies
from mock_meta.event import Channel, Event, Request
from mock_meta.normalize import Kind, known_values, read_cookie
from mock_meta.normalize.forms import hash_name
from mock_meta.wire.user_data import HASHED, values

_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_WORD = re.compile(r"[\w€$£¥.+-]{1,16}")
_QUERY_NAME = re.compile(r"[\w.\[\]-]{1,32}")
_SPELT_OUT = ("content_type", "currency")
"""Parameters of few words, each of which is a kind of its own."""
_ARTICLES = ("content_ids[]", "contents[].id")
_CENT = 0.005
_DAY_S = 86400.0
_WEEK_S = 7 * _DAY_S


class Traits:
    """Reads the copies of one run."""

    def __init__(self, case: Case) -> None:
        ledger = case.ledger
        self._copies = {event.key: copies for copies in case.copies for event in copies.accepted}
        self._calls = {request.seq: request for request in ledger.requests}
        self._address = ledger.address
        self._articles = {item.id for item in ledger.feed}
        self._groups = {item.group for item in ledger.feed} - {""}
        self._clicks = [visit.click_id for visit in ledger.visits if visit.click_id]
        told = (*(visit.shopper for visit in ledger.visits), *(one.customer for one in ledger.conversions))
        self._people = [known_values(person) for person in told]
        self._shared = _ids_of_several(case.copies)

    def of(self, event: Event, *, beside_browser: bool) -> Iterator[str]:
        """The copy's traits. ``beside_browser`` tells that the world let the browser's copy come as well.

        After a colon stands of what kind it is; in brackets, what is told of the same thing beside that.
        """
        yield from self._parameters(event)
        for name, value in event.user_data.items():
            yield from (f"user {name}: {self._identity(name, one)}" for one in values(value))
        yield from self._stated(event)
        if event.event_id:
            yield "event id"
        if event.channel is Channel.SERVER:
            yield from _ages(event)
            yield from self._call(event)
            if beside_browser:
                yield from self._agreement(event)
        if (event.channel, event.name, event.event_id) in self._shared:
            yield "event id (of several actions)"

    def _parameters(self, event: Event) -> Iterator[str]:
        for path, value in _leaves("", event.custom_data):
            kind = _kind(value)
            if path in _SPELT_OUT and _WORD.fullmatch(str(value)):
                kind = str(value)
            elif path in _ARTICLES and self._articles and kind != "empty":
                kind = self._article(str(value))
            elif path == "value" and kind == "number":
                kind = self._worth(event, float(value))
            yield f"{path}: {kind}"

    def _article(self, number: str) -> str:
        if number in self._articles:
            return "an article of the feed"
        return "a group of the feed" if number in self._groups else "not in the feed"

    def _worth(self, event: Event, amount: float) -> str:
        """What a value agrees with: the books where they hold the sale, else the goods that the copy names."""
        copies = self._copies.get(event.key)
        booked = copies.action.conversion if copies is not None else None
        if not amount:
            return "zero"
        if booked is not None and booked.value is not None:
            return "number, as booked" if abs(booked.value - amount) < _CENT else "number, not as booked"
        total = _total(event.custom_data.get("contents"))
        if total is None:
            return "number"
        return f"number, {'' if abs(total - amount) < _CENT else 'not '}the sum of its contents"

    def _identity(self, name: str, value: Any) -> str:
        if name in ("fbp", "fbc"):
            return self._cookie(name, value)
        looks = "hashed" if hash_name(bare(value)) else "not hashed"
        if name in HASHED:
            known: list[Known] = [person for person in self._people if person.get(name)]
            told = best(name, value, known)
            return (
                "hashed" if told.sound else f"{looks}, but of nobody here" if told.kind is Kind.UNKNOWN else told.kind
            )
        if name == "client_ip_address" and self._address:
            return "the visitor's" if value == self._address else "not the visitor's"
        return looks

    def _cookie(self, name: str, value: Any) -> str:
        cookie = read_cookie(value)
        if cookie is None:
            return "not in a cookie's form"
        if name == "fbc" and self._clicks:
            return "the click's" if any(map(cookie.carries, self._clicks)) else "of another click"
        return "in a cookie's form"

    def _stated(self, event: Event) -> Iterator[str]:
        yield f"pixel: {event.pixel_id}"
        if event.action_source:
            yield f"action source: {event.action_source}"
        if event.data_processing_options is not None:
            yield f"data processing options: {' '.join(event.data_processing_options) or 'none'}"
        if event.test_event_code:
            yield "test event code"
        if event.source_url:
            yield "source url"
            for name, _ in parse_qsl(urlsplit(event.source_url).query, keep_blank_values=True):
                yield f"source url (?{name if _QUERY_NAME.fullmatch(name) else '...'})"

    def _call(self, event: Event) -> Iterator[str]:
        """How the server's call was made. A pixel's transport follows from how long its address has become."""
        yield f"sent as: {event.transport}"
        call = self._calls.get(event.request)
        if call is not None:
            yield f"version of the API: {version_of(call) or 'none'}"
            if _by_a_page(call):
                yield "sent by a page"

    def _agreement(self, event: Event) -> Iterator[str]:
        """What has to agree with the browser's copies of the same action, and does not."""
        copies = self._copies.get(event.key)
        browser = copies.browser if copies is not None else ()
        for name, mine, theirs in (
            ("event id", {event.event_id}, {one.event_id for one in browser}),
            ("user external_id", _externals(event), {one for other in browser for one in _externals(other)}),
        ):
            if mine - {None} and theirs - {None} and not mine & theirs:
                yield f"{name} (other than the browser's)"


def _ages(event: Event) -> Iterator[str]:
    """Where the time of an event lies outside of what Meta takes."""
    if event.event_time is not None and event.event_time > event.received_at + _DAY_S:
        yield "event time in the future"
    if event.event_time is not None and event.event_time < event.received_at - _WEEK_S:
        yield "event time more than a week ago"


def _externals(event: Event) -> set[str | None]:
    return {bare(value) for value in values(event.user_data.get("external_id"))}


def _ids_of_several(every: Iterable[Copies]) -> set[tuple[Channel, str, str | None]]:
    """The ids that copies of more than one action bear, with their channel and event."""
    borne = Counter(
        {
            (copies.action.key, event.channel, event.name, event.event_id): 1
            for copies in every
            for event in copies.accepted
            if event.event_id
        }
    )
    actions = Counter((channel, name, event_id) for _, channel, name, event_id in borne)
    return {key for key, count in actions.items() if count > 1}


def _by_a_page(call: Request) -> bool:
    return bool(header(call, "sec-fetch-mode") or header(call, "origin"))


def _leaves(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Every value within, with its path; an empty list is a value."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _leaves(f"{path}.{name}" if path else str(name), inner)
    elif isinstance(value, list | tuple):
        for inner in value or ("",):
            yield from _leaves(f"{path}[]", inner)
    else:
        yield path, value


def _kind(value: Any) -> str:
    if value is None or value == "":
        return "empty"
    if isinstance(value, bool):
        return "yes or no"
    # A browser's parameters are all text on the wire.
    return "number" if isinstance(value, int | float) or _NUMBER.fullmatch(str(value)) else "text"


def _total(contents: Any) -> float | None:
    """What the goods of a copy cost together; None where it does not say."""
    if not isinstance(contents, list) or not contents:
        return None
    try:
        return sum(float(item["item_price"]) * float(item.get("quantity", 1)) for item in contents)
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
