"""One person, one hash, whichever channel sends it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from harness.case import Case
from harness.check import check
from harness.checks.people import Known, actions, bare, best, people
from harness.checks.wording import keys, listed
from harness.copies import Copies
from harness.verdict import Finding, Severity
from mock_meta.event import Channel, Event
from mock_meta.normalize import digest
from mock_meta.normalize.forms import hash_name
from mock_meta.wire.user_data import HASHED, values

_TWO_NUMBERS = "the pixel sends one number for this person (the visitor's, say), the server another (the customer's)"
_TWO_SOURCES = "the two sides take the value from different places, or clean it by different rules"


@check(
    "match.agreement",
    Severity.MEDIUM,
    needs=("browser", "server"),
    effect_of=("match.hashes", "privacy.staff"),
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
                theirs = people(case, copies.action)
                grouped[(key, _makers(key, copies, theirs))].append(copies)
    for (key, makers), group in grouped.items():
        yield Finding(
            message=f"Browser and server send different hashes of {key} for {actions(group)}.",
            subject=f"identifier/{key}",
            events=keys(event for copies in group for event in copies.accepted if event.user_data.get(key)),
            causes=(makers or (_TWO_NUMBERS if key == "external_id" else _TWO_SOURCES),),
            remedy="Give both sides one and the same number."
            if key == "external_id"
            else "Clean the value by the pixel's rules before either side gets it: the SDKs leave that form alone.",
        )


def _hashes(key: str, events: tuple[Event, ...]) -> set[str]:
    """What Meta can compare: hashes in small letters without an appendix, and those of a number that came unhashed."""
    found: set[str] = set()
    for value in (str(value) for event in events for value in values(event.user_data.get(key))):
        if hash_name(bare(value)):
            found.add(bare(value))
        elif key == "external_id":
            found |= {digest(value), digest("".join(value.split()).lower())}
    return found


def _makers(key: str, copies: Copies, theirs: list[Known]) -> str:
    """Which implementations make the two hashes of the shopper's value; empty unless both are known."""
    known = [person for person in theirs if person.get(key)]
    said = []
    for channel in Channel:
        told = [best(key, item, known) for e in copies.on(channel) for item in values(e.user_data.get(key))]
        said += [f"the {channel}'s is made by {listed(one.by)}" for one in told[:1] if one.by and one.sound]
    return ", ".join(said) if len(said) == 2 else ""
