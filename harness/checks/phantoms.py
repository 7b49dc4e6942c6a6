"""What Meta would count although the books do not hold it, or do not hold it yet."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from harness.case import Case
from harness.checks.moments import load_of, made_at
from harness.checks.wording import a, keys, listed
from harness.copies import named_conversion
from harness.ledger import Conversion
from harness.robots import robot
from harness.verdict import Finding
from mock_meta.counting import Counted
from mock_meta.event import Channel, Event

_SLACK_S = 0.25
_Why = tuple[str, str]

_WHEN_MADE: _Why = (
    "the server sends it when the order is made, not when it is paid",
    "Send it when the books record the payment, and only then.",
)
_BY_ADDRESS: _Why = (
    "the tag goes by the page's address: it fires on the return from payment, whatever its outcome",
    "Let the server put the event on the page, and only for an order that is paid.",
)
_ON_PRESS: _Why = (
    "the tag fires on the press of the button, whether or not the form is accepted",
    "Send it when the site has accepted the form, with the id of the entry in the books.",
)
_ON_VIEW: _Why = (
    "the tag fires when a page is viewed, which proves no conversion",
    "Tie the tag to the confirmation of one entry in the books.",
)
_BY_ROBOT: _Why = (
    "the server reports the requests of crawlers and monitors too",
    "Leave out user agents that name themselves a robot, and send only what the books record.",
)
_UNKNOWN: _Why = (
    "sent on a page that proves no conversion",
    "Send the event when the books record the conversion, and only then.",
)


def phantoms(case: Case) -> Iterator[Finding]:
    """Counted conversions that stand in no book: one finding for each name and cause."""
    found: dict[str, list[Counted]] = defaultdict(list)
    strays = {event.key for event in case.strays}
    for entry in case.counted:
        promise = case.ledger.plan.promises.get(entry.kept.name)
        if promise is None or promise.conversion not in case.ledger.books or not promise.conversion:
            continue
        if all(event.key in strays for event in entry.copies):
            found[entry.kept.name].append(entry)
    for entries in found.values():
        grouped: dict[_Why | None, list[Counted]] = defaultdict(list)
        for entry in entries:
            grouped[_known(case, entry)].append(entry)
        for why, group in grouped.items():
            yield _phantom(case, why or _by_moment(case, group), group)


def _phantom(case: Case, why: _Why, group: list[Counted]) -> Finding:
    cause, remedy = why
    name = group[0].kept.name
    what = f"{a(name).lower()} {name}" if len(group) == 1 else f"{len(group)} {name} events"
    stated = listed(_told(case, entry) for entry in group if _told(case, entry))
    return Finding(
        message=f"Meta would count {what} that the books do not hold{f' ({stated})' if stated else ''}.",
        subject=_subject(case, group[0]),
        covers=_covers(case, why, group),
        events=keys(event for entry in group for event in entry.copies),
        causes=(cause,),
        remedy=remedy,
    )


def _covers(case: Case, why: _Why, group: list[Counted]) -> tuple[str, ...]:
    """What it explains: a tag that fires without proof also repeats what there is proof of."""
    covers = [_subject(case, entry) for entry in group]
    if why in (_ON_PRESS, _ON_VIEW):
        covers += [action.subject for action in case.actions if action.name == group[0].kept.name]
    return tuple(dict.fromkeys(covers))


def _told(case: Case, entry: Counted) -> str:
    """Which order an entry names, and how that stands in the books, else the pages that it came from."""
    booked, number = _unsettled(case, entry), named_conversion(entry.kept)
    if booked is not None:
        return f"it names order {booked.id}, which is {booked.status or 'not paid'} there"
    return f"it names order {number}" if number else f"from {entry.kept.source_url}" if entry.kept.source_url else ""


def _subject(case: Case, entry: Counted) -> str:
    booked = _unsettled(case, entry)
    return f"{entry.kept.name}/{booked.key}" if booked is not None else entry.kept.name


def _known(case: Case, entry: Counted) -> _Why | None:
    """Why an entry was sent that names an order, or whose sender names itself; None for all others."""
    if _unsettled(case, entry) is not None:
        on_server = any(event.channel is Channel.SERVER for event in entry.copies)
        return _WHEN_MADE if on_server else _BY_ADDRESS
    if any(robot(event) for event in entry.copies):
        return _BY_ROBOT
    return None


def _by_moment(case: Case, group: list[Counted]) -> _Why:
    """What the moments say of a tag: those of the phantoms, and of what it said before there was anything to say."""
    events = [event for entry in group for event in entry.copies]
    for copies in case.copies:
        if copies.action.name == group[0].kept.name:
            events += [event for event in copies.browser if made_at(event) < copies.action.began_at]
    moments = [moment for event in events if (moment := _moment(case, event)) is not None]
    if not moments:
        return _UNKNOWN
    return _ON_PRESS if all(moments) else _ON_VIEW


def _unsettled(case: Case, entry: Counted) -> Conversion | None:
    """The entry of the books that it names, which was never paid."""
    promise = case.ledger.plan.promises[entry.kept.name]
    for conversion in case.ledger.conversions:
        if conversion.book == promise.conversion and conversion.settled_at is None:
            word = re.compile(rf"(?<![A-Za-z0-9]){re.escape(conversion.id)}(?![A-Za-z0-9])")
            told = [(named_conversion(event), event.event_id, event.source_url) for event in entry.copies]
            if any(text and word.search(text) for texts in told for text in texts):
                return conversion
    return None


def _moment(case: Case, event: Event) -> bool | None:
    """Whether an event was made when its page was about to be left (True) or when it came up; None if unknown.

    What is sent on the press of a button comes just before the next page; what a view sends comes with the page.
    """
    load = load_of(case, event)
    if load is None or load.page.left_at is None:
        return None if load is None else False
    at = made_at(event)
    return load.page.left_at - at < at - load.page.at


def early(case: Case) -> Iterator[Finding]:
    """Sales that were reported before they were paid, and were paid in the end."""
    for copies in case.copies:
        action = copies.action
        hasty = [event for event in copies.accepted if event.received_at < action.at - _SLACK_S]
        if action.conversion is None or not hasty or action.at - action.began_at <= _SLACK_S:
            continue
        cause, remedy = _WHEN_MADE if any(event.channel is Channel.SERVER for event in hasty) else _BY_ADDRESS
        yield Finding(
            message=f"{action.label} was reported {action.at - hasty[0].received_at:.1f} s before it was paid.",
            subject=action.subject,
            events=keys(hasty),
            causes=(cause,),
            remedy=remedy,
        )
