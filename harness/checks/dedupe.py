"""Whether Meta can fold the two copies of one action, and only those."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

from harness.case import Case
from harness.check import check
from harness.checks.unpaired import Why, why_shared, why_unpaired
from harness.checks.wording import event_id, keys, listed
from harness.copies import Copies
from harness.spelling import is_alias
from harness.verdict import Finding, Severity
from mock_meta.counting import FoldedBy
from mock_meta.event import Channel, Event

_DOCUMENTED = "Meta, Handling duplicate pixel and Conversions API events (documented)"
_MONEY_CENTS = 0.005


@check(
    "dedupe.pairing",
    Severity.CRITICAL,
    needs=("browser", "server"),
    effect_of=("counting.phantoms", "counting.per_action", "ordering.navigation"),
    rule=_DOCUMENTED,
)
def copies_fold_into_one(case: Case) -> Iterator[Finding]:
    """The browser's and the server's copy of one action agree in event name and event id, so that Meta counts one.

    Copies that differ are both counted: the sale is reported twice and every cost per result looks half as high.
    Without an id on one side Meta still folds by external_id or fbp, but only if the browser's copy came first.
    """
    grouped: dict[tuple[str, str], list[_Apart]] = defaultdict(list)
    for copies in case.copies:
        for browser, server in _apart(case, copies):
            why = why_unpaired(copies, browser, server)
            grouped[(copies.action.subject, why.cause)].append(_Apart(copies, browser, server, why))
    for unpaired in grouped.values():
        yield _unpaired(unpaired, all(case.folds(one.copies) for one in unpaired))
    yield from _other_names(case)


class _Apart(NamedTuple):
    """Two copies of one action that Meta does not fold by their ids."""

    copies: Copies
    browser: Event
    server: Event
    why: Why


def _apart(case: Case, copies: Copies) -> Iterator[tuple[Event, Event]]:
    """The first copies of each pixel that hears of an action on both channels and does not fold it by id."""
    if not (copies.browser and copies.server):
        return
    pixels = dict.fromkeys(event.pixel_id for event in copies.browser)
    shared = [pixel for pixel in pixels if any(event.pixel_id == pixel for event in copies.server)]
    if not shared:
        yield copies.browser[0], copies.server[0]
    for pixel in shared:
        by_id = (fold.by is FoldedBy.EVENT_ID for fold in case.folds_of(copies, pixel))
        browser, server = (
            next(event for event in copies.on(channel) if event.pixel_id == pixel) for channel in Channel
        )
        agree = browser.event_id and browser.event_id == server.event_id
        in_time = abs(browser.received_at - server.received_at) <= case.ledger.counting.window_s
        # Copies that agree are apart only where an event without an id took one of them: that event is to blame.
        if not any(by_id) and not (agree and in_time):
            yield browser, server


def _unpaired(group: list[_Apart], lucky: bool) -> Finding:
    """Copies that do not fold by their ids; lucky ones fold all the same, as the browser's came first this time."""
    copies, browser, server, why = group[0]
    fate = "fold only because the browser's came first" if lucky else "can't be folded"
    also = f", and so for {len(group) - 1} more" if len(group) > 1 else ""
    return Finding(
        message=f"The two copies of {copies.action.label} {fate}: the browser's has {event_id(browser)}, "
        f"the server's has {event_id(server)}{also}.",
        subject=copies.action.subject,
        check="dedupe.pairing",
        severity=Severity.HIGH if lucky else Severity.CRITICAL,
        events=keys(event for one in group for event in (one.browser, one.server)),
        causes=(why.cause,),
        remedy=why.remedy,
    )


def _other_names(case: Case) -> Iterator[Finding]:
    """Events that report an action under a name that is not the action's."""
    grouped: dict[tuple[str, str, Channel], list[tuple[Copies, Event]]] = defaultdict(list)
    for stray, copies in case.renamed:
        grouped[(copies.action.subject, stray.name, stray.channel)].append((copies, stray))
    for (_, name, channel), found in grouped.items():
        yield _misnamed(name, channel, found)


def _misnamed(name: str, channel: Channel, found: list[tuple[Copies, Event]]) -> Finding:
    copies, stray = found[0]
    right = copies.action.name
    also = f" (and so for {len(found) - 1} more)" if len(found) > 1 else ""
    shared = "id" if stray.event_id in {event.event_id for event in copies.accepted} else "order number"
    spelt = "one side sends the name in another spelling" if is_alias(name, right) else ""
    return Finding(
        message=f"{name!r} on the {channel} channel carries the {shared} of {copies.action.label}{also}, "
        "but names must agree to the letter.",
        subject=copies.action.subject,
        events=keys(event for one, other in found for event in (other, *one.accepted)),
        causes=(spelt or "one side reports the action under another name", "it is named by another system's scheme"),
        remedy=f"Send {right!r} on both channels.",
    )


@check("dedupe.unique_ids", Severity.CRITICAL, rule=_DOCUMENTED)
def no_two_actions_share_an_id(case: Case) -> Iterator[Finding]:
    """Every action has an event id of its own.

    Of two actions with one name and one id Meta keeps one, and drops the other without a word: a silent loss. It takes
    two visitors, two orders or a second look at a page to see it.
    """
    users: dict[tuple[str, str, str], dict[str, _User]] = defaultdict(dict)
    for copies in case.copies:
        for event in copies.accepted:
            if event.event_id:
                by_action = users[(event.pixel_id, event.name, event.event_id)]
                by_action.setdefault(copies.action.key, _User(copies, []))[1].append(event)
    lost: dict[str, list[tuple[_User, _User]]] = defaultdict(list)
    for by_action in users.values():
        kept, *others = _kept_first(case, list(by_action.values()))
        for user in others:
            lost[user.copies.action.subject].append((user, kept))
    for subject, losses in lost.items():
        yield _swallowed(case, subject, losses)


class _User(NamedTuple):
    """An action, and its events with an id that another action may have too."""

    copies: Copies
    events: list[Event]


def _kept_first(case: Case, users: list[_User]) -> list[_User]:
    """The users of an id, and first the one whose copy stands in Meta's books.

    That need not be the one that came first: the browser's copy is kept in the place of a server's that is a little
    older (documented), whichever of the two actions it reports.
    """
    if len(users) == 1:
        return users
    kept = {entry.kept.key for entry in case.counted}
    return sorted(users, key=lambda user: kept.isdisjoint(event.key for event in user.events))


def _swallowed(case: Case, subject: str, losses: list[tuple[_User, _User]]) -> Finding:
    (copies, events), (other, kept) = losses[0]
    action, counted = copies.action, other.action
    also = f"; so for {len(losses) - 1} more" if len(losses) > 1 else ""
    same_page = action.page is not None and counted.page is not None and action.page.url == counted.page.url
    people = [case.visitor(one) for one in (action, counted)]
    whose = f" of visitor {people[1]}" if None not in people and people[0] != people[1] else ""
    return Finding(
        message=f"{action.label} has the event id {events[0].event_id!r}, and so has {counted.label}{whose}: "
        f"Meta keeps that one and loses this one{also}.",
        subject=subject,
        events=keys(event for user, _ in losses for event in user.events),
        causes=why_shared(str(events[0].event_id), events, kept[0], same_page=same_page),
        remedy="Make a fresh id for each action, outside of anything that is cached.",
    )


@check("dedupe.stable_ids", Severity.HIGH, needs=("server",), rule=_DOCUMENTED)
def what_is_sent_again_keeps_its_id(case: Case) -> Iterator[Finding]:
    """An event that the server sends again, as no answer came, bears the id that it had at the first try.

    Meta may have taken the first try although its answer was lost. Under the same id the second is folded into it;
    under a new one it is a second sale.
    """
    for copies in case.copies:
        for first, second in pairwise(copies.server):
            if _is_new_try(first, second) and first.event_id != second.event_id:
                yield Finding(
                    message=f"The server sent {copies.action.label} again with another id: {event_id(first)} got no "
                    f"answer although Meta had taken it, {event_id(second)} followed.",
                    subject=copies.action.subject,
                    events=keys((first, second)),
                    causes=("the sender makes a new id for each try",),
                    remedy="Build the event once, keep it with its id, and send that same event until it is answered.",
                )
                break


def _is_new_try(first: Event, second: Event) -> bool:
    """Whether an event says what one has said that was taken, and whose sender did not learn so."""
    if first.answer.accepted:
        return False
    said, again = ((e.pixel_id, e.source_url, dict(e.custom_data)) for e in (first, second))
    return said == again


@check(
    "dedupe.agreement",
    Severity.MEDIUM,
    needs=("browser", "server"),
    effect_of=("value.*", "catalogue.*", "completeness.parameters", "dedupe.pairing"),
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
