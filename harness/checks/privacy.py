"""Whether personal data travels as it must: hashed, or not at all."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from urllib.parse import unquote

from harness.case import Case
from harness.check import check
from harness.checks.wording import keys
from harness.verdict import Finding, Severity
from mock_meta.event import Event

_SHORTEST_PHONE = 7
_LOCAL_DIGITS = 9
"""So many last digits of a number stand in all its spellings, with country code or without."""


@check(
    "privacy.raw_personal_data",
    Severity.CRITICAL,
    rule="Meta Business Tools Terms and Customer Information Parameters: hash before sending (documented)",
)
def no_raw_personal_data(case: Case) -> Iterator[Finding]:
    """No e-mail address or phone number of the shopper travels in the clear, in a parameter or an address.

    Meta forbids it, drops or refuses such events, and the law calls it a leak.
    """
    leaks: dict[tuple[str, str, str], list[Event]] = defaultdict(list)
    for event in case.events:
        for place, text in _texts(event):
            for kind in _found(case, text):
                leaks[(event.channel, kind, place)].append(event)
    for (channel, kind, place), events in leaks.items():
        names = ", ".join(dict.fromkeys(event.name for event in events))
        subjects = {case.subject(event) for event in events}
        yield Finding(
            message=f"The shopper's {kind} travels in the clear in {place} of {names} on the {channel} channel.",
            subject=subjects.pop() if len(subjects) == 1 else f"privacy/{kind}",
            events=keys(events),
            causes=("a form field or an address is passed on as it is",),
            remedy="Take it out of parameters and addresses; send it hashed in the customer information only.",
        )


def _texts(event: Event) -> Iterator[tuple[str, str]]:
    yield "the parameters", json.dumps(dict(event.custom_data), ensure_ascii=False, default=str)
    yield "the page address", event.source_url or ""
    yield "the customer information", json.dumps(dict(event.user_data), ensure_ascii=False, default=str)


def _found(case: Case, text: str) -> Iterator[str]:
    lowered = f"{text}\n{unquote(text)}".lower()
    digits = re.sub(r"[\s().+/-]", "", lowered)
    emails = {visit.shopper.get("email", "").lower() for visit in case.ledger.visits} - {""}
    phones = {re.sub(r"\D", "", visit.shopper.get("phone", ""))[-_LOCAL_DIGITS:] for visit in case.ledger.visits}
    if any(email in lowered for email in emails):
        yield "e-mail address"
    if any(len(phone) >= _SHORTEST_PHONE and phone in digits for phone in phones):
        yield "phone number"
