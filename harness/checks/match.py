"""Whether Meta can tell who it was: hashes and cookies that are the shopper's own, and the same on both channels."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from harness.case import Case
from harness.check import check
from harness.checks.wording import keys, listed, many
from harness.copies import Copies
from harness.ledger import Conversion
from harness.owed import excused
from harness.verdict import Finding, Severity
from mock_meta.event import Channel, Event
from mock_meta.normalize import (
    Classification,
    Cookie,
    Kind,
    classify,
    digest,
    known_values,
    read_cookie,
    split_appendix,
)
from mock_meta.normalize.cookies import flaw
from mock_meta.normalize.forms import hash_name
from mock_meta.wire.user_data import HASHED, values

_NORMALISE = "Normalise first, then hash once with SHA-256: as Meta's page says, or by an official SDK."
_CAUSES: Mapping[Kind, str] = {
    Kind.HASH_OF_RAW: "the value is hashed as the form or the database holds it",
    Kind.HASH_OF_HASH: "two layers of the sender hash it, each for itself",
    Kind.RAW: "the value is passed on as it is",
    Kind.EMPTY: "the value was missing or of digits only, and the sender hashes without looking",
    Kind.OTHER_ALGORITHM: "Meta reads SHA-256 only",
}
_LEFT_TO_PRIVACY = {"em", "ph"}
_Known = Mapping[str, str]


@check(
    "match.hashes",
    Severity.HIGH,
    rule="Meta, Customer Information Parameters (documented), and what the official SDKs do (run on 304 values)",
)
def hashes_are_the_shoppers_own(case: Case) -> Iterator[Finding]:
    """Every hash is made of the shopper's own value, by Meta's page or as some official implementation makes it.

    Any other hash matches nobody, or somebody else. What an official SDK makes is never held against the site.
    """
    grouped: dict[tuple[str, Channel, str, str], list[Event]] = defaultdict(list)
    for event, people in _events(case):
        for key in sorted(HASHED | {"external_id"}):
            told = _fault(key, values(event.user_data.get(key)), people)
            if told is None or (told.kind is Kind.RAW and key in _LEFT_TO_PRIVACY):
                continue
            cause = _CAUSES.get(told.kind) or _stranger(case, key, event, people)
            grouped[(key, event.channel, str(told.kind), cause)].append(event)
    for (key, channel, kind, cause), events in grouped.items():
        yield Finding(
            message=f"The {channel}'s {key} in {_names(events)} is {kind} ({many(len(events), 'event')}).",
            subject=f"identifier/{key}",
            events=keys(events),
            causes=(cause,),
            remedy=_NORMALISE if kind != Kind.UNKNOWN else "Send the value of the shopper who acted, or none.",
        )


def _events(case: Case) -> Iterator[tuple[Event, list[_Known]]]:
    """Every accepted event with those whose data it may carry: the shopper of its visit, the customer of its sale."""
    for copies in case.copies:
        people = _people(case, copies.action.visit, copies.action.conversion)
        yield from ((event, people) for event in copies.accepted)
    yield from ((event, _people(case, None, None)) for event in case.strays if event.accepted)


def _people(case: Case, visit: int | None, conversion: Conversion | None) -> list[_Known]:
    visits = case.ledger.visits if visit is None else (case.ledger.visits[visit],)
    booked = [conversion] if conversion is not None else case.ledger.conversions if visit is None else ()
    return [known_values(data) for data in (*(c.customer for c in booked), *(v.shopper for v in visits))]


def _fault(key: str, sent: list[Any], people: list[_Known]) -> Classification | None:
    """What is wrong with the values of a key; None if one of them is sound, or if nothing is known to hold them to."""
    known = [person for person in people if person.get(key)]
    told = [_best(key, item, known) for item in sent]
    if not known:
        return next((one for one in told if one.kind is Kind.EMPTY), None)
    return None if not told or any(one.sound for one in told) else told[0]


def _best(key: str, item: Any, known: list[_Known]) -> Classification:
    """What a value is to that customer to whom it fits best."""
    told = [classify(key, person[key], item, person.get("country", "")) for person in known]
    return min(told, key=lambda one: list(Kind).index(one.kind), default=classify(key, "", item))


def _stranger(case: Case, key: str, event: Event, people: list[_Known]) -> str:
    """Whose value, or which other one of the shopper's, an unknown hash is."""
    sent = values(event.user_data.get(key))
    for conversion in case.ledger.conversions:
        if _fits(key, sent, known_values(conversion.customer)):
            return f"it belongs to the customer of {conversion.key}"
    for number, visit in enumerate(case.ledger.visits, 1):
        if _fits(key, sent, known_values(visit.shopper)):
            return f"it belongs to the shopper of visit {number}"
    for person in people:
        other = next((k for k in person if k != key and _fits(key, sent, {key: person[k]})), "")
        if other or _fits(key, sent, {key: f"{person.get('fn', '')} {person.get('ln', '')}"}):
            return f"the field is filled with what belongs to {other}" if other else "the whole name is in one field"
    return "it belongs to somebody else, or is made by a rule that neither Meta's page nor an official SDK has"


def _fits(key: str, sent: list[Any], person: _Known) -> bool:
    told = classify(key, person[key], sent, person.get("country", "")) if person.get(key, "").strip() else None
    return told is not None and told.kind in (Kind.DOCUMENTED, Kind.OFFICIAL, Kind.HASH_OF_RAW)


@check(
    "match.agreement",
    Severity.MEDIUM,
    needs=("browser", "server"),
    effect_of=("match.hashes",),
    rule="Meta matches the copies by equal hashes; its own SDKs and pixel differ for one person (run, and measured)",
)
def both_channels_mean_one_person(case: Case) -> Iterator[Finding]:
    """The two copies of one action carry the same hash of a key that both have.

    Pixel and SDKs normalise names and places differently, so that one person gets two hashes without anybody's mistake.
    """
    grouped: dict[tuple[str, str], list[Copies]] = defaultdict(list)
    for copies in case.copies:
        for key in sorted(HASHED | {"external_id"}):
            browser, server = (_hashes(key, copies.on(channel)) for channel in (Channel.BROWSER, Channel.SERVER))
            if browser and server and not browser & server:
                people = _people(case, copies.action.visit, copies.action.conversion)
                grouped[(key, _makers(key, copies, people))].append(copies)
    for (key, makers), group in grouped.items():
        yield Finding(
            message=f"Browser and server send different hashes of {key} for {_actions(group)}.",
            subject=f"identifier/{key}",
            events=keys(event for copies in group for event in copies.accepted if event.user_data.get(key)),
            causes=(makers or "the two sides take the value from different places, or clean it by different rules",),
            remedy="Clean the value by the pixel's rules before either side gets it: the SDKs leave that form alone.",
        )


def _hashes(key: str, events: tuple[Event, ...]) -> set[str]:
    """What Meta can compare: hashes in small letters without an appendix, and those of a number that came unhashed."""
    found: set[str] = set()
    for value in (str(value) for event in events for value in values(event.user_data.get(key))):
        bare = split_appendix(value)[0].lower()
        if hash_name(bare):
            found.add(bare)
        elif key == "external_id":
            found |= {digest(value), digest("".join(value.split()).lower())}
    return found


def _makers(key: str, copies: Copies, people: list[_Known]) -> str:
    """Which implementations make the two hashes of the shopper's value; empty unless both are known."""
    known = [person for person in people if person.get(key)]
    said = []
    for channel in Channel:
        told = [_best(key, item, known) for e in copies.on(channel) for item in values(e.user_data.get(key))]
        said += [f"the {channel}'s is made by {listed(one.by)}" for one in told[:1] if one.by and one.sound]
    return ", ".join(said) if len(said) == 2 else ""


@check(
    "match.cookies",
    Severity.HIGH,
    rule="Meta, ClickID and the fbp and fbc parameters (documented); the Parameter Builder's appendix (run)",
)
def cookies_are_the_browsers_own(case: Case) -> Iterator[Finding]:
    """Cookies are well-formed, ``fbc`` holds the visit's click id, and the server's ``fbp`` is the browser's.

    They tie a sale to an advertisement; a click id that differs in one byte ties it to none.
    """
    grouped: dict[tuple[str, Channel, str], list[Event]] = defaultdict(list)
    for event, clicks in _clicked(case):
        for key in ("fbp", "fbc"):
            for value in values(event.user_data.get(key)):
                cookie = read_cookie(value)
                problem = flaw(value) if cookie is None else _other_click(cookie, clicks) if key == "fbc" else ""
                if problem:
                    grouped[(key, event.channel, problem)].append(event)
    for (key, channel, problem), events in grouped.items():
        yield Finding(
            message=f"The {channel}'s {key} in {_names(events)} is no use: {problem} ({many(len(events), 'event')}).",
            subject=f"identifier/{key}",
            events=keys(events),
            causes=("the server builds the value itself, or passes it through something that changes it",),
            remedy=f"Pass the cookie _{key} on byte for byte, percent-decoded once.",
        )
    yield from _other_browser(case)


def _clicked(case: Case) -> Iterator[tuple[Event, list[str]]]:
    """Every accepted event with the click ids that its visitor had brought by then."""
    for copies in case.copies:
        until = None if copies.action.visit is None else copies.action.visit + 1
        clicks = [visit.click_id for visit in case.ledger.visits[:until] if visit.click_id]
        yield from ((event, clicks) for event in copies.accepted)
    every = [visit.click_id for visit in case.ledger.visits if visit.click_id]
    yield from ((event, every) for event in case.strays if event.accepted)


def _other_click(cookie: Cookie, clicks: list[str]) -> str:
    """Why an ``fbc`` stands for no click of the visitor's; empty if it does, or if no click is known."""
    if not clicks or any(cookie.carries(click) for click in clicks):
        return ""
    for click in clicks:
        if cookie.bare.lower() == click.lower():
            return "the click id has lost its capital letters"
        if unquote(cookie.bare) == click:
            return "the click id is still percent-encoded"
        if click.startswith(cookie.bare):
            return f"the click id is cut after {many(len(cookie.bare), 'character')}"
    return "it holds another click id than the visit's"


def _other_browser(case: Case) -> Iterator[Finding]:
    differing = []
    for copies in case.copies:
        browser, server = (_browser_ids(copies.on(channel)) for channel in (Channel.BROWSER, Channel.SERVER))
        excuse = excused(case.ledger, copies.action, Channel.SERVER, "fbp")
        if browser and server and not browser & server and not excuse:
            differing.append(copies)
    if differing:
        yield Finding(
            message=f"Browser and server send different fbp for {_actions(differing)}.",
            subject="identifier/fbp",
            check="match.cookies",
            severity=Severity.MEDIUM,
            events=keys(event for copies in differing for event in copies.accepted if event.user_data.get("fbp")),
            causes=("the server makes an fbp of its own, or keeps that of another browser",),
            remedy="Read the cookie _fbp of the request in which the shopper acted.",
        )


def _browser_ids(events: tuple[Event, ...]) -> set[tuple[int, str]]:
    cookies = (read_cookie(value) for event in events for value in values(event.user_data.get("fbp")))
    return {(cookie.created_ms, cookie.bare) for cookie in cookies if cookie is not None}


def _names(events: Iterable[Event]) -> str:
    return listed(event.name for event in events)


def _actions(group: list[Copies]) -> str:
    also = f" and {many(len(group) - 1, 'more action')}" if len(group) > 1 else ""
    return f"{group[0].action.label}{also}"
