"""Whether personal data travels as it must: hashed, or not at all."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import unquote_plus, urlsplit

from harness.case import Case
from harness.check import check
from harness.checks.people import channels, names, staff_address
from harness.checks.wording import keys, listed, many
from harness.ledger import Ledger
from harness.verdict import Finding, Severity
from mock_meta.event import Channel, Event, Request
from mock_meta.normalize import digest

_SHORTEST_PHONE = 7
_LOCAL_DIGITS = 9
"""So many last digits of a number stand in all its spellings, with country code or without."""
# It begins where a word does, so that a megabyte of one word is looked through once.
_ADDRESS = re.compile(r"(?<![a-z0-9._%+-])[._%+-]*([a-z0-9][a-z0-9._%+-]*@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,})")
_CUSTOMER, _PARAMETERS, _PAGE, _REFERRER = (
    "the customer information",
    "the parameters",
    "the page address",
    "the referrer",
)
_CAUSES: Mapping[str, str] = {
    _CUSTOMER: "one source of the value goes past the step that hashes it",
    _PARAMETERS: "what the shopper typed (a search, a note, the text of a button) is passed on as a parameter",
    _PAGE: "a link or a form puts it into the address of a page, which every event on that page reports",
}


@check(
    "privacy.raw_personal_data",
    Severity.CRITICAL,
    rule="Meta Business Tools Terms and Customer Information Parameters: hash before sending (documented)",
)
def no_raw_personal_data(case: Case) -> Iterator[Finding]:
    """No e-mail address, phone number, name or street of a person travels in the clear, in a parameter or an address.

    Meta forbids it, drops or refuses such events, and the law calls it a leak. In parameters and addresses not even
    the hash may stand.
    """
    leaks: dict[tuple[str, str], list[tuple[Event, str]]] = defaultdict(list)
    people = _People.of(case.ledger)
    for event in case.events:
        for place, name, text in _texts(event):
            for kind in people.found(text, hashed=place != _CUSTOMER):
                leaks[(kind, _PAGE if place == _REFERRER else place)].append((event, name))
    for (kind, place), told in leaks.items():
        yield _leak(case, kind, place, told)


def _leak(case: Case, kind: str, place: str, told: list[tuple[Event, str]]) -> Finding:
    events = list({event.key: event for event, _ in told}.values())
    subjects = list(dict.fromkeys(case.subject(event) for event in events))
    which = f" ({listed(name for _, name in told)})" if place == _PARAMETERS else ""
    return Finding(
        message=f"The shopper's {kind} travels in the clear in {place} of {names(events)}{which} on the "
        f"{' and '.join(sorted({event.channel.value for event in events}))} channel.",
        subject=subjects[0] if len(subjects) == 1 else f"privacy/{kind}",
        covers=tuple(subjects) if len(subjects) > 1 else (),
        events=keys(events),
        causes=(_CAUSES[place],),
        remedy="Take it out of parameters and addresses; send it hashed in the customer information only.",
    )


def _texts(event: Event) -> Iterator[tuple[str, str, str]]:
    """Every text of an event: its place, the parameter's name, and what it says."""
    for name, value in event.custom_data.items():
        yield _PARAMETERS, name, json.dumps({name: value}, ensure_ascii=False, default=str)
    yield _PAGE, "", event.source_url or ""
    yield _REFERRER, "", event.other.get("rl", "")
    yield _CUSTOMER, "", json.dumps(dict(event.user_data), ensure_ascii=False, default=str)


class _People(NamedTuple):
    """What must not be read anywhere."""

    emails: frozenset[str]
    phones: frozenset[str]
    texts: Mapping[str, str]
    own_domains: frozenset[str]

    @classmethod
    def of(cls, ledger: Ledger) -> _People:
        """The people of a run, and the domains whose addresses are the site's own and no person's."""
        known = [*(visit.shopper for visit in ledger.visits), *(c.customer for c in ledger.conversions)]
        texts: dict[str, str] = {}
        for person in known:
            name = f"{person.get('first_name', '')} {person.get('last_name', '')}".strip().lower()
            texts |= {name: "full name"} if " " in name else {}
            street = str(person.get("street", "")).strip().lower()
            texts |= {street: "street address"} if " " in street else {}
        return cls(
            emails=frozenset(str(person.get("email", "")).strip().lower() for person in known) - {""},
            phones=frozenset(_local(str(person.get("phone", ""))) for person in known),
            texts=texts,
            own_domains=frozenset(urlsplit(f"//{host}").hostname or "" for host in ledger.site_hosts),
        )

    def found(self, text: str, *, hashed: bool) -> Iterator[str]:
        """The kinds of personal data in a text; ``hashed`` says whether a hash is one, too."""
        lowered = f"{text}\n{unquote_plus(text)}".lower()
        plain = re.sub(r"[\s().+/-]", "", lowered)
        if any(email in lowered for email in self.emails) or self._anybodys(lowered):
            yield "e-mail address"
        if any(len(phone) >= _SHORTEST_PHONE and phone in plain for phone in self.phones):
            yield "phone number"
        yield from dict.fromkeys(kind for words, kind in self.texts.items() if words in lowered)
        if hashed and any(digest(email) in lowered for email in self.emails):
            yield "e-mail address, hashed but open to whoever guesses it,"

    def _anybodys(self, lowered: str) -> bool:
        addresses = (address.partition("@")[2] for address in _ADDRESS.findall(lowered))
        return any(domain not in self.own_domains for domain in addresses)


def _local(phone: str) -> str:
    return re.sub(r"\D", "", phone)[-_LOCAL_DIGITS:]


@check(
    "privacy.staff",
    Severity.MEDIUM,
    effect_of=("privacy.raw_personal_data",),
    rule="customer information is that of the person who acts (Meta, documented); the site names its staff's addresses",
)
def staff_are_no_customers(case: Case) -> Iterator[Finding]:
    """No event carries the e-mail address of somebody who runs the site.

    Whoever is signed in at the back office and looks at the shop is no customer: their data is not the site's to
    give, and what they do would be matched to them.
    """
    by_person: dict[str, list[Event]] = defaultdict(list)
    for event in case.accepted:
        if who := staff_address(case.ledger, event):
            by_person[who].append(event)
    for who, events in by_person.items():
        yield Finding(
            message=f"The {channels(events)} em in {names(events)} is that of {who}, who is staff of the site "
            f"({many(len(events), 'event')}).",
            subject="identifier/em",
            covers=tuple(f"identifier/{key}" for key in ("ph", "fn", "ln", "external_id")),
            events=keys(events),
            causes=("whoever is signed in fills the customer information, staff too",),
            remedy="Fill it for customers only, and leave it empty for accounts of the back office.",
        )


@check(
    "privacy.access_token",
    Severity.CRITICAL,
    rule="an access token is a secret of the server (Meta, documented): whoever has it can write into the data set",
)
def the_token_stays_at_the_server(case: Case) -> Iterator[Finding]:
    """No page calls the Conversions API itself, since for that it must hold the access token.

    The events look complete, and everybody who reads the page's source can send others in the shop's name.
    """
    called = [request for request in case.ledger.requests if _by_a_page(request) and _with_a_token(request)]
    if called:
        seqs = {request.seq for request in called}
        sent = [event for event in case.ledger.events if event.channel is Channel.SERVER and event.request in seqs]
        pages = listed(_header(request, "referer") or _header(request, "origin") for request in called)
        yield Finding(
            message=f"A page calls the Conversions API with the access token ({many(len(called), 'call')} from {pages}"
            f"{f', with {names(sent)}' if sent else ''}).",
            subject="privacy/token",
            covers=tuple(dict.fromkeys((*map(case.subject, sent), *(f"request/{seq}" for seq in sorted(seqs))))),
            events=keys(sent),
            causes=("the events of the server are sent by a script of the page, which holds the token",),
            remedy="Send them from the server, and replace the token: it is public now.",
        )


def _by_a_page(request: Request) -> bool:
    """Whether a browser made the call for a page: only a browser says from which."""
    return bool(_header(request, "sec-fetch-mode") or _header(request, "origin"))


def _with_a_token(request: Request) -> bool:
    """Whether a call of the Conversions API holds the token, or is what a browser asks before such a call."""
    held = "access_token=" in request.url or b"access_token" in request.body or _header(request, "authorization")
    return "/events" in request.url.partition("?")[0] and bool(held or request.method == "OPTIONS")


def _header(request: Request, name: str) -> str:
    return next((value for key, value in request.headers if key.lower() == name), "")
