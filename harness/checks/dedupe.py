"""Whether Meta can fold the two copies of one action, and only those."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from harness.actions import Action
from harness.case import Case
from harness.check import check
from harness.checks.wording import event_id, keys, listed
from harness.copies import Copies
from harness.verdict import Finding, Severity
from mock_meta.counting import FoldedBy
from mock_meta.event import Event

_DOCUMENTED = "Meta, Handling duplicate pixel and Conversions API events (documented)"
_MONEY_CENTS = 0.005


@check(
    "dedupe.pairing",
    Severity.CRITICAL,
    needs=("browser", "server"),
    effect_of=("counting.phantoms",),
    rule=_DOCUMENTED,
)
def copies_fold_into_one(case: Case) -> Iterator[Finding]:
    """The browser's and the server's copy of one action agree in event name and event id, so that Meta counts one.

    Copies that differ are both counted: the sale is reported twice and every cost per result looks half as high.
    Without an id on one side Meta still folds by external_id or fbp, but only if the browser's copy came first.
    """
    grouped: dict[tuple[str, str], list[Copies]] = defaultdict(list)
    for copies in case.copies:
        if copies.browser and copies.server and FoldedBy.EVENT_ID not in case.folds(copies):
            cause, _ = _near_miss(copies.browser[0], copies.server[0])
            grouped[(copies.action.subject, cause)].append(copies)
    for unpaired in grouped.values():
        yield _unpaired(unpaired, all(case.folds(copies) for copies in unpaired))
    yield from _other_names(case)


def _unpaired(group: list[Copies], lucky: bool) -> Finding:
    """Copies that do not fold by their ids; lucky ones fold all the same, as the browser's came first this time."""
    first = group[0]
    browser, server = first.browser[0], first.server[0]
    cause, remedy = _near_miss(browser, server)
    fate = "fold only because the browser's came first" if lucky else "can't be folded"
    also = f", and so for {len(group) - 1} more" if len(group) > 1 else ""
    return Finding(
        message=f"The two copies of {first.action.label} {fate}: the browser's has {event_id(browser)}, "
        f"the server's has {event_id(server)}{also}.",
        subject=first.action.subject,
        check="dedupe.pairing",
        severity=Severity.HIGH if lucky else Severity.CRITICAL,
        events=keys(event for copies in group for event in (copies.browser[0], copies.server[0])),
        causes=(cause,),
        remedy=remedy,
    )


def _near_miss(browser: Event, server: Event) -> tuple[str, str]:
    make_one = "Make one id for the action, hand it to the page, and send that same id from the server."
    if browser.event_id and server.event_id:
        if browser.event_id == server.event_id:
            hours = abs(server.received_at - browser.received_at) / 3600
            return f"same name and id, but {hours:.0f} hours apart", "Send both copies within 48 hours."
        return "each side makes an id of its own", make_one
    if not browser.event_id and not server.event_id:
        return "neither side sends an id", make_one
    if not browser.event_id:
        return (
            "the id is not the eventID of fbq's fourth argument (dropped by a wrapper, or put among the parameters)",
            "Call fbq('track', name, parameters, {eventID: id}).",
        )
    return (
        "the server's id is missing or not at the top level of the event",
        "Set event_id on the event itself, beside event_name, not in custom_data.",
    )


def _other_names(case: Case) -> Iterator[Finding]:
    """Events that carry another action's id under a different spelling of its name."""
    named = {(event.event_id, event.name.lower()): copies for copies in case.copies for event in copies.accepted}
    for stray in case.strays:
        copies = named.get((stray.event_id, stray.name.lower())) if stray.event_id else None
        if copies is not None and stray.accepted and stray.name != copies.action.name:
            yield Finding(
                message=f"{stray.name!r} on the {stray.channel} channel carries the id of {copies.action.label}, "
                "but names must agree to the letter.",
                subject=copies.action.subject,
                events=(stray.key, *keys(copies.accepted)),
                causes=("one side sends the name in another spelling",),
                remedy=f"Send {copies.action.name!r} on both channels.",
            )


@check("dedupe.unique_ids", Severity.CRITICAL, rule=_DOCUMENTED)
def no_two_actions_share_an_id(case: Case) -> Iterator[Finding]:
    """Every action has an event id of its own.

    Of two actions with one name and one id Meta keeps the first and drops the other without a word: a silent loss.
    """
    users: dict[tuple[str, str, str], dict[str, tuple[Action, list[Event]]]] = defaultdict(dict)
    for copies in case.copies:
        for event in copies.accepted:
            if event.event_id:
                by_action = users[(event.pixel_id, event.name, event.event_id)]
                by_action.setdefault(copies.action.key, (copies.action, []))[1].append(event)
    lost: dict[str, list[tuple[Action, Action, list[Event]]]] = defaultdict(list)
    for by_action in users.values():
        (first, _), *others = by_action.values()
        for action, events in others:
            lost[action.subject].append((action, first, events))
    for subject, losses in lost.items():
        yield _swallowed(subject, losses)


def _swallowed(subject: str, losses: list[tuple[Action, Action, list[Event]]]) -> Finding:
    action, first, events = losses[0]
    also = f"; so for {len(losses) - 1} more" if len(losses) > 1 else ""
    return Finding(
        message=f"{action.label} has the event id {events[0].event_id!r}, which {first.label} had before: "
        f"Meta keeps the first and loses this one{also}.",
        subject=subject,
        events=keys(event for _, _, lost in losses for event in lost),
        causes=("a page cache serves a rendered id again", "the id is made of something that repeats"),
        remedy="Make a fresh id for each action, outside of anything that is cached.",
    )


@check(
    "dedupe.agreement",
    Severity.MEDIUM,
    needs=("browser", "server"),
    effect_of=("value.against_books", "completeness.parameters", "dedupe.pairing"),
    rule="Meta keeps the first copy if contents do not differ meaningfully (documented)",
)
def copies_say_the_same(case: Case) -> Iterator[Finding]:
    """The two copies of one action agree in every parameter that both carry.

    Meta keeps one copy and drops the other, so what differs is decided by which arrives first.
    """
    for copies in case.copies:
        if not (copies.browser and copies.server):
            continue
        browser, server = copies.browser[0], copies.server[0]
        shared = [key for key in browser.custom_data if key in server.custom_data]
        differing = [k for k in shared if _plain(browser.custom_data[k]) != _plain(server.custom_data[k])]
        if differing:
            told = (f"{k}: browser {browser.custom_data[k]!r}, server {server.custom_data[k]!r}" for k in differing)
            yield Finding(
                message=f"The two copies of {copies.action.label} differ in {listed(told)}.",
                subject=copies.action.subject,
                events=keys((browser, server)),
                causes=("the two sides build their parameters from different sources",),
                remedy="Build the parameters once, on the server, and hand them to the page.",
            )


def _plain(value: Any) -> Any:
    """A value by what it says: numbers as numbers whatever their spelling, lists without their order."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float | str):
        try:
            return round(float(value) / _MONEY_CENTS)
        except (ValueError, OverflowError):
            return str(value).strip().lower()
    if isinstance(value, list | tuple):
        return sorted((_plain(item) for item in value), key=repr)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value
