"""Whether events carry what the plan and Meta ask of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from jsonschema import Draft202012Validator

from harness.actions import Action
from harness.case import Case
from harness.check import check
from harness.checks.wording import is_absent, keys, listed, many, together
from harness.copies import Copies
from harness.owed import Due, Standing, excused
from harness.verdict import Finding, Severity
from mock_meta.event import Channel, Event
from mock_meta.schemas import custom_data_schema, typed

_LEFT_TO_MATCH = {"fbp", "fbc"}
"""Whether the browser's own cookies are handed over is judged with what the browser knew."""
_SHOPPER_KEYS = {"em": "email", "ph": "phone", "fn": "first_name", "ln": "last_name"}


@check(
    "completeness.parameters",
    Severity.HIGH,
    effect_of=("delivery.batch", "ordering.sequence", "counting.per_action", "value.format", "catalogue.*"),
    rule="the site's tracking plan, and Meta's reference of standard events (documented)",
)
def parameters_are_complete(case: Case) -> Iterator[Finding]:
    """Every event carries the parameters that the plan requires, in the types that Meta's reference names.

    A Purchase without value or currency is refused on the server and useless for value bidding in the browser.
    """
    grouped: dict[tuple[str, Channel, str, tuple[str, ...]], list[Event]] = defaultdict(list)
    for event in case.events:
        for problem, missing in _problems(case, event):
            grouped[(case.subject(event), event.channel, problem, missing)].append(event)
    for (subject, channel, problem, missing), events in grouped.items():
        yield Finding(
            message=f"{events[0].name} on the {channel} channel{_about(subject)}: {problem}.",
            subject=subject,
            events=keys(events),
            causes=_causes(case, events, missing) if missing else _TYPE_CAUSES,
            remedy="Build the parameters once for both channels and test them against the plan.",
        )


_TYPE_CAUSES = (
    "the value is passed on as a template or an editor holds it, not in the type that Meta names",
    "a list is sent where one value belongs, or the other way round",
)


def _about(subject: str) -> str:
    return f" ({subject.partition('/')[2]})" if "/" in subject else ""


def _problems(case: Case, event: Event) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each problem of an event in words, with the parameters that are missing where that is the problem."""
    promise = case.ledger.plan.promises.get(event.name)
    values = typed(event.custom_data)
    required = promise.required if promise is not None else ()
    missing = tuple(key for key in required if is_absent(values.get(key)))
    if missing:
        yield f"{together(missing)} {'is' if len(missing) == 1 else 'are'} missing, which the plan requires", missing
    schema = custom_data_schema(event.name)
    if schema is None:
        return
    for error in Draft202012Validator(schema).iter_errors(values):
        # A key that is missing was named above already: one fact, one finding.
        absent = error.validator == "required" and any(error.message.startswith(f"'{key}'") for key in missing)
        if absent or set(missing) & set(list(error.absolute_path)[:1]):
            continue
        where = ".".join(str(part) for part in error.absolute_path)
        yield f"{where + ': ' if where else ''}{error.message[:200]}", ()


def _causes(case: Case, events: list[Event], missing: tuple[str, ...]) -> tuple[str, ...]:
    """Why parameters are missing, told by what the other channel's copies of the same actions carry."""
    channel = events[0].channel
    other = Channel.SERVER if channel is Channel.BROWSER else Channel.BROWSER
    twins = case.twins(events)
    carried = [key for key in missing if any(not is_absent(twin.custom_data.get(key)) for twin in twins)]
    emptied = [key for key in missing if any(key in event.custom_data for event in events)]
    if carried and len(missing) > 1:
        return (f"the {channel}'s copy is made of a thinner object than the {other}'s", *_SOURCE_CAUSES)
    if carried:
        return (f"only the {other} builds {carried[0]} in: each side makes its parameters for itself", *_SOURCE_CAUSES)
    if emptied:
        return _SOURCE_CAUSES
    both = "neither side builds it in" if twins else f"the {channel}'s tag never had it, and no other copy makes up"
    return (both, *_SOURCE_CAUSES)


_SOURCE_CAUSES = ("the source of the value was empty",)


@check(
    "completeness.parity",
    Severity.MEDIUM,
    needs=("browser", "server"),
    effect_of=("completeness.parameters", "dedupe.pairing"),
    rule="Meta keeps one copy of two, which then has to say all (documented); its table of parameters for each event",
)
def copies_are_equally_complete(case: Case) -> Iterator[Finding]:
    """The two copies of one action carry the same documented parameters, promised by the plan or not.

    Meta keeps one of the two and doesn't fill it up from the other, so what only the dropped copy said is lost.
    """
    grouped: dict[tuple[str, Channel, tuple[str, ...]], list[Copies]] = defaultdict(list)
    for copies in case.copies:
        for channel in Channel:
            lacking = _lacking(case, copies, channel)
            if lacking:
                grouped[(copies.action.subject, channel, lacking)].append(copies)
    for (subject, channel, lacking), group in grouped.items():
        other = "browser" if channel is Channel.SERVER else "server"
        yield Finding(
            message=f"The {channel}'s copy of {group[0].action.label} lacks {together(lacking)}, "
            f"which the {other}'s copy carries.",
            subject=subject,
            events=keys(copies.on(channel)[0] for copies in group),
            causes=(f"the {channel}'s copy is made of a thinner object than the {other}'s",),
            remedy="Build the parameters once, and hand the same ones to the page and to the sender.",
        )


def _lacking(case: Case, copies: Copies, channel: Channel) -> tuple[str, ...]:
    """The documented parameters that only the other channel's copy carries; of goods, one way to name them will do."""
    if not (copies.browser and copies.server):
        return ()
    schema = custom_data_schema(copies.action.name) or {}
    mine, theirs = copies.on(channel)[0], copies.on(_other(channel))[0]
    has, would = (
        {key for key in schema.get("documented", ()) if not is_absent(e.custom_data.get(key))} for e in (mine, theirs)
    )
    if has & _GOODS:
        would -= _GOODS
    # What the plan requires is told by the check of parameters.
    return tuple(sorted(would - has - set(case.ledger.plan.promises[copies.action.name].required)))


_GOODS = {"content_ids", "contents"}


def _other(channel: Channel) -> Channel:
    return Channel.SERVER if channel is Channel.BROWSER else Channel.BROWSER


@check(
    "completeness.identifiers",
    Severity.MEDIUM,
    needs=("server",),
    rule="the site's tracking plan; match keys as in Meta's customer information parameters (documented)",
)
def identifiers_are_complete(case: Case) -> Iterator[Finding]:
    """Every server copy carries the identifiers that the plan promises and the shopper could give.

    Each missing key is a sale that Meta can't tie to a person.
    """
    grouped: dict[str, list[Event]] = defaultdict(list)
    for copies in case.copies:
        due = case.due(copies.action, Channel.SERVER)
        # What may not be sent at all, or was put together before it might be, is the consent check's matter.
        if due.standing is Standing.FORBIDDEN or _begun_too_early(copies, due):
            continue
        for event in copies.server:
            for identifier in case.ledger.plan.promises[event.name].identifiers:
                if identifier in _LEFT_TO_MATCH or event.user_data.get(identifier):
                    continue
                if _owed(case, copies.action, identifier):
                    grouped[identifier].append(event)
    for identifier, events in grouped.items():
        yield Finding(
            message=f"The server sends {listed(event.name for event in events)} without {identifier} "
            f"({many(len(events), 'event')}).",
            subject=f"identifier/{identifier}",
            events=keys(events),
            causes=("the value is not handed from the page or the account to the sender",),
            remedy=f"Pass {identifier} with the event, or take it out of the plan.",
        )


@check(
    "completeness.browser_identifiers",
    Severity.LOW,
    needs=("browser",),
    rule="the site's tracking plan; the pixel takes customer information at its start only (measured)",
)
def browser_identifiers_are_complete(case: Case) -> Iterator[Finding]:
    """Every browser copy carries the identifiers that the plan promises of it and the shopper has given.

    The pixel reads them when it starts. What a page hands over later, with an event or by a second tag, is dropped
    without a word, although the call looks right.
    """
    bare: dict[tuple[str, str], list[Event]] = defaultdict(list)
    # What is sent before its page is ready is another check's matter.
    early = {event.key for event, _ in case.ahead_of_page}
    owed = [c for c in case.copies if case.due(c.action, Channel.BROWSER).standing is Standing.OWED]
    # A page whose own events are lost has lost the start of its pixel too.
    lossy = {(c.action.visit, c.action.page.at) for c in owed if c.action.page is not None and not c.browser}
    for copies in owed:
        if copies.action.page is not None and (copies.action.visit, copies.action.page.at) in lossy:
            continue
        for identifier in case.ledger.plan.promises[copies.action.name].browser_identifiers:
            lacking = [e for e in copies.browser if not e.user_data.get(identifier) and e.key not in early]
            if lacking and _owed(case, copies.action, identifier, Channel.BROWSER):
                bare[(identifier, copies.action.subject)].extend(lacking)
    for identifier in dict.fromkeys(key for key, _ in bare):
        mine = {subject: events for (key, subject), events in bare.items() if key == identifier}
        events = [event for sent in mine.values() for event in sent]
        yield Finding(
            message=f"The browser sends {listed(event.name for event in events)} without {identifier} "
            f"({many(len(events), 'event')}).",
            subject=next(iter(mine)) if len(mine) == 1 else f"browser identifier/{identifier}",
            events=keys(events),
            causes=("the customer's data is given after init, which alone reads it", "init is given no customer data"),
            remedy=f"Call fbq('init', pixel, {{{identifier}: ...}}) as soon as the customer is known.",
        )


def _begun_too_early(copies: Copies, due: Due) -> bool:
    tries = (*copies.server, *(event for event in copies.refused if event.channel is Channel.SERVER))
    return due.since > copies.action.at and any(event.received_at < due.since for event in tries)


def _owed(case: Case, action: Action, identifier: str, channel: Channel = Channel.SERVER) -> bool:
    if excused(case.ledger, action, channel, identifier):
        return False
    known = _SHOPPER_KEYS.get(identifier)
    if known is None:
        return True
    if action.conversion is not None and action.conversion.customer:
        return bool(action.conversion.customer.get(known))  # What the customer left out can't be sent.
    if action.visit is None:
        return True
    return bool(case.ledger.visits[action.visit].shopper.get(known))
