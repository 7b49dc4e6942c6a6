"""Whether events bear the names that Meta knows."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from harness.case import Case
from harness.check import check
from harness.checks.wording import keys, many
from harness.ledger import Ledger
from harness.spelling import meant_name
from harness.verdict import Finding, Severity
from mock_meta.event import Channel, Event


@check(
    "naming.events",
    Severity.LOW,
    effect_of=("dedupe.pairing",),
    rule="Meta's reference of standard events (documented); the pixel script's own warning (measured)",
)
def event_names_are_what_they_seem(case: Case) -> Iterator[Finding]:
    """A standard event is spelled as Meta spells it, and any other is sent with ``trackCustom``.

    A name with another capital letter is a custom event to Meta: no standard audience, no optimisation. A custom one
    that is sent with ``track`` is taken today, against the pixel's own warning.
    """
    for name, urls in _warned(case.ledger, _NON_STANDARD).items():
        sent = [event for event in case.events if event.name == name and event.channel is Channel.BROWSER]
        yield Finding(
            message=f"{urls[0]} sends the non-standard event {name!r} as a standard one ({many(len(urls), 'time')}).",
            subject=name,
            events=keys(sent),
            causes=("it is sent with track instead of trackCustom",),
            remedy=f"Call fbq('trackCustom', '{name}', ...), or use the standard event that fits.",
        )
    misspelt: dict[tuple[str, str], list[Event]] = defaultdict(list)
    told = {event.key for event, _ in case.renamed}
    for event in case.events:
        if (
            event.key not in told
            and event.name not in case.ledger.plan.promises
            and (meant := meant_name(event.name)) != event.name
        ):
            misspelt[(event.name, meant)].append(event)
    for (name, meant), events in misspelt.items():
        yield Finding(
            message=f"{name!r} ({many(len(events), 'event')}) is no standard event, but {meant!r} is.",
            subject=name,
            check="naming.events",
            severity=Severity.HIGH,
            events=keys(events),
            causes=("the name is spelled otherwise than Meta spells it",),
            remedy=f"Send {meant!r}, to the letter.",
        )


_NON_STANDARD = re.compile(r"You are sending a non-standard event '(.+?)'\. ")


def _warned(ledger: Ledger, pattern: re.Pattern[str]) -> dict[str, list[str]]:
    """What the pixel's warnings of one kind name, with the pages on which they came."""
    told: dict[str, list[str]] = defaultdict(list)
    for visit in ledger.visits:
        for warning in visit.pixel_warnings:
            if found := pattern.match(warning.message):
                told[found[1]].append(warning.url)
    return told
