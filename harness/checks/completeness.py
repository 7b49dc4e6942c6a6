"""Whether events carry what the plan and Meta ask of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from jsonschema import Draft202012Validator

from harness.actions import Action
from harness.case import Case
from harness.check import check
from harness.checks.wording import keys, listed, many
from harness.copies import Copies
from harness.owed import Due, Standing, excused
from harness.verdict import Finding, Severity
from mock_meta.event import Channel, Event
from mock_meta.schemas import custom_data_schema, typed

_SHOPPER_KEYS = {"em": "email", "ph": "phone", "fn": "first_name", "ln": "last_name"}


@check(
    "completeness.parameters",
    Severity.HIGH,
    rule="the site's tracking plan, and Meta's reference of standard events (documented)",
)
def parameters_are_complete(case: Case) -> Iterator[Finding]:
    """Every event carries the parameters that the plan requires, in the types that Meta's reference names.

    A Purchase without value or currency is refused on the server and useless for value bidding in the browser.
    """
    grouped: dict[tuple[str, Channel, str], list[Event]] = defaultdict(list)
    for event in case.events:
        for problem in _problems(case, event):
            grouped[(case.subject(event), event.channel, problem)].append(event)
    for (subject, channel, problem), events in grouped.items():
        yield Finding(
            message=f"{events[0].name} on the {channel} channel{_about(subject)}: {problem}.",
            subject=subject,
            events=keys(events),
            causes=("the parameter is built on the other channel only", "the source of the value was empty"),
            remedy="Build the parameters once for both channels and test them against the plan.",
        )


def _about(subject: str) -> str:
    return f" ({subject.partition('/')[2]})" if "/" in subject else ""


def _problems(case: Case, event: Event) -> Iterator[str]:
    promise = case.ledger.plan.promises.get(event.name)
    values = typed(event.custom_data)
    required = promise.required if promise is not None else ()
    missing = {key for key in required if values.get(key) in (None, "", [], ())}
    for key in required:
        if key in missing:
            yield f"{key} is missing, which the plan requires"
    schema = custom_data_schema(event.name)
    if schema is None:
        return
    for error in Draft202012Validator(schema).iter_errors(values):
        # A key that is missing was named above already: one fact, one finding.
        absent = error.validator == "required" and any(error.message.startswith(f"'{key}'") for key in missing)
        if absent or missing & set(list(error.absolute_path)[:1]):
            continue
        where = ".".join(str(part) for part in error.absolute_path)
        yield f"{where + ': ' if where else ''}{error.message[:200]}"


@check(
    "completeness.identifiers",
    Severity.MEDIUM,
    needs=("server",),
    effect_of=("match.handover",),
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
                if not event.user_data.get(identifier) and _owed(case, copies.action, identifier):
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


def _begun_too_early(copies: Copies, due: Due) -> bool:
    tries = (*copies.server, *(event for event in copies.refused if event.channel is Channel.SERVER))
    return due.since > copies.action.at and any(event.received_at < due.since for event in tries)


def _owed(case: Case, action: Action, identifier: str) -> bool:
    if excused(case.ledger, action, Channel.SERVER, identifier):
        return False
    known = _SHOPPER_KEYS.get(identifier)
    if known is None:
        return True
    if action.conversion is not None and action.conversion.customer:
        return bool(action.conversion.customer.get(known))  # What the customer left out can't be sent.
    if action.visit is None:
        return True
    return bool(case.ledger.visits[action.visit].shopper.get(known))
