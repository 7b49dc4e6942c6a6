"""Hashes that are made of the shopper's own value, and made as Meta makes them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from harness.case import Case
from harness.check import check
from harness.checks.people import Known, bare, channels, events_and_people, fault, fits, names, staff_address
from harness.checks.wording import keys, many
from harness.verdict import Finding, Severity
from mock_meta.event import Event
from mock_meta.match import placeholder
from mock_meta.normalize import Classification, Kind, digest, known_values
from mock_meta.normalize.countries import COUNTRY_NAMES
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
_TELLING = {"em", "ph", "external_id"}
"""Keys that can find a person alone; the others only help."""
_LONGEST_CALLING_CODE = 3


class _Fault(NamedTuple):
    kind: str
    cause: str
    known: bool


@check(
    "match.hashes",
    Severity.HIGH,
    rule="Meta, Customer Information Parameters (documented), and what the official SDKs do (run on 304 values)",
)
def hashes_are_the_shoppers_own(case: Case) -> Iterator[Finding]:
    """Every hash is made of the shopper's own value, by Meta's page or as some official implementation makes it.

    Any other hash matches nobody, or somebody else: all 64 digits change with one capital letter, one blank or one
    plus sign. What an official SDK makes is never held against the site.
    """
    grouped: dict[_Fault, dict[str, list[Event]]] = defaultdict(lambda: defaultdict(list))
    for event, people in events_and_people(case):
        for key in sorted(HASHED | {"external_id"}):
            told = _fault(case, key, event, people)
            if told is not None:
                grouped[told][key].append(event)
    for told, by_key in grouped.items():
        yield _finding(told, by_key)


def _finding(told: _Fault, by_key: Mapping[str, list[Event]]) -> Finding:
    events = {event.key: event for events in by_key.values() for event in events}.values()
    first, *others = sorted(by_key, key=lambda key: (key not in _TELLING, key))
    listed = ", ".join((first, *others))
    return Finding(
        message=f"The {channels(events)} {listed} in {names(events)} {'are' if others else 'is'} {told.kind} "
        f"({many(len(events), 'event')}).",
        subject=f"identifier/{first}",
        covers=tuple(f"identifier/{key}" for key in others),
        check="match.hashes",
        severity=Severity.HIGH if first in _TELLING else Severity.MEDIUM,
        events=keys(events),
        causes=(told.cause,),
        remedy=_NORMALISE if told.known else "Send the value of the shopper who acted, or none.",
    )


def _fault(case: Case, key: str, event: Event, people: list[Known]) -> _Fault | None:
    """What is wrong with a key of an event, and how that came about; what other checks say of it is left to them."""
    sent = values(event.user_data.get(key))
    told = fault(key, sent, people)
    if (empty := _unfilled(sent)) and (told is not None or not any(person.get(key) for person in people)):
        return _Fault(f"the hash of {empty!r}", "a field that nobody filled in is hashed all the same", known=True)
    if told is None or (told.kind is Kind.RAW and key in _LEFT_TO_PRIVACY) or staff_address(case.ledger, event):
        return None
    return _made(case, key, told, event, people)


def _unfilled(sent: list[Any]) -> str:
    return next((text for value in sent if (text := placeholder(value))), "")


def _made(case: Case, key: str, told: Classification, event: Event, people: list[Known]) -> _Fault:
    sent = {bare(value) for value in values(event.user_data.get(key))}
    for person in people:
        for text, how in _unready(key, person):
            if told.kind in (Kind.HASH_OF_RAW, Kind.UNKNOWN) and digest(text) in sent:
                return _Fault(str(Kind.HASH_OF_RAW), how, known=True)
    cause = _CAUSES.get(told.kind)
    return _Fault(str(told.kind), cause or _stranger(case, key, event, people), known=cause is not None)


def _unready(key: str, person: Known) -> Iterator[tuple[str, str]]:
    """How one person's value is found hashed before it was ready, and what was forgotten."""
    raw = person.get(key, "")
    if key == "ph" and raw:
        digits = "".join(sign for sign in raw if sign.isdigit())
        yield from ((text, "the number is hashed with its plus sign, zeros or blanks") for text in _marked(raw, digits))
        if raw.startswith("+"):
            national = {digits[length:] for length in range(1, _LONGEST_CALLING_CODE + 1)}
            both = sorted(national | {f"0{number}" for number in national})
            yield from ((text, "the number is hashed without its country code") for text in both)
    elif key == "em" and raw:
        forms = {raw, raw.strip(), raw.upper(), raw.title(), f" {raw}", f"{raw} "} - {raw.strip().lower()}
        how = "the address is hashed as it was typed, with its capitals and blanks"
        yield from ((text, how) for text in sorted(forms))
    elif key == "country" and raw:
        yield raw.upper(), "the country is hashed in capitals"
        written = [name for name, code in COUNTRY_NAMES.items() if code == raw.lower()]
        forms = {form for name in written for form in (name, name.title(), name.upper())}
        yield from ((text, "the country is hashed by its name instead of two small letters") for text in sorted(forms))


def _marked(raw: str, digits: str) -> tuple[str, ...]:
    return raw, raw.strip(), f"+{digits}", f"00{digits}", raw.replace(" ", "")


def _stranger(case: Case, key: str, event: Event, people: list[Known]) -> str:
    """Whose value, or which other one of the shopper's, an unknown hash is."""
    sent = values(event.user_data.get(key))
    for conversion in case.ledger.conversions:
        if fits(key, sent, known_values(conversion.customer)):
            return f"it belongs to the customer of {conversion.key}"
    for number, visit in enumerate(case.ledger.visits, 1):
        if fits(key, sent, known_values(visit.shopper)):
            return f"it belongs to the shopper of visit {number}"
    for person in people:
        other = next((k for k in person if k != key and fits(key, sent, {key: person[k]})), "")
        if other or fits(key, sent, {key: f"{person.get('fn', '')} {person.get('ln', '')}"}):
            return f"the field is filled with what belongs to {other}" if other else "the whole name is in one field"
    return "it belongs to somebody else, or is made by a rule that neither Meta's page nor an official SDK has"
