"""Whether Meta's books would agree with the site's own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from harness.case import Case
from harness.check import check
from harness.checks.wording import keys, listed
from harness.copies import Copies, named_conversion
from harness.owed import Standing
from harness.verdict import Finding, Severity
from mock_meta.counting import Counted
from mock_meta.event import Channel, Event


@check(
    "counting.against_books",
    Severity.CRITICAL,
    needs=("books",),
    effect_of=("dedupe.*", "counting.per_action", "coverage.*", "delivery.*"),
    rule="the site's own books are the truth; counting as Meta documents it",
)
def meta_counts_each_conversion_once(case: Case) -> Iterator[Finding]:
    """Every conversion of the books is counted exactly once, and nothing is counted that the books do not hold.

    Twice counted sales flatter an advertisement, lost ones starve it; both bend what Meta learns.
    """
    for copies in case.copies:
        if copies.action.conversion is None or not _owed(case, copies):
            continue
        by_pixel: dict[str, list[Counted]] = defaultdict(list)
        for entry in case.counted_for(copies):
            by_pixel[entry.kept.pixel_id].append(entry)
        # Each of several pixels keeps books of its own.
        wrong = [entries for entries in by_pixel.values() if len(entries) > 1]
        if wrong or not by_pixel:
            yield _miscounted(copies, wrong[0] if wrong else [])
    yield from _phantoms(case)


def _owed(case: Case, copies: Copies) -> bool:
    return any(case.due(copies.action, channel).standing is Standing.OWED for channel in Channel)


def _miscounted(copies: Copies, entries: list[Counted]) -> Finding:
    times = "not at all" if not entries else f"{len(entries)} times"
    return Finding(
        message=f"Meta would count {copies.action.label} {times}; the books hold it once.",
        subject=copies.action.subject,
        events=keys(entry.kept for entry in entries),
        causes=("copies with different ids",) if entries else ("no copy of it reached Meta",),
    )


def _phantoms(case: Case) -> Iterator[Finding]:
    strays = {event.key for event in case.strays}
    for entry in case.counted:
        promise = case.ledger.plan.promises.get(entry.kept.name)
        if promise is None or promise.conversion not in case.ledger.books or not promise.conversion:
            continue
        if all(event.key in strays for event in entry.copies):
            yield Finding(
                message=f"Meta would count a {entry.kept.name} that the books do not hold{_stated(entry.kept)}.",
                subject=entry.kept.key,
                events=keys(entry.copies),
                causes=("sent for an order that was never paid", "sent on a page that proves no conversion"),
                remedy="Send the event when the books record the conversion, and only then.",
            )


def _stated(event: Event) -> str:
    number = named_conversion(event)
    return f" (it names order {number})" if number else ""


@check(
    "counting.per_action",
    Severity.HIGH,
    effect_of=("dedupe.unique_ids",),
    rule="one event an action: Meta does not fold copies of one channel that differ in id (documented)",
)
def each_channel_reports_an_action_once(case: Case) -> Iterator[Finding]:
    """A channel reports one action once; the same server event sent again under its own id is only a retry."""
    for copies in case.copies:
        sent: dict[tuple[Channel, str], list[Event]] = defaultdict(list)
        for event in copies.accepted:
            sent[(event.channel, event.pixel_id)].append(event)
        for (channel, _), events in sent.items():
            if len(events) > 1 and channel is Channel.SERVER and _is_retry(case, events):
                yield _retried(copies, events)
            elif len(events) > 1:
                yield _repeated(copies, channel, events)
    for stray in case.strays:
        promise = case.ledger.plan.promises.get(stray.name)
        if promise is not None and stray.accepted and not promise.conversion:
            yield Finding(
                message=f"A {stray.name} came on the {stray.channel} channel from {stray.source_url}, "
                "but the shopper did nothing there that the plan reports so.",
                subject=stray.key,
                events=(stray.key,),
                causes=("the tag fires on pages that it was not meant for",),
                remedy="Fire it where the plan says, or say in the plan where else it is right.",
            )


def _is_retry(case: Case, events: list[Event]) -> bool:
    """Whether all are one event that was sent again, with an id by which Meta folds them."""
    sent = {event.key for event in events}
    entries = [entry for entry in case.counted if sent & {event.key for event in entry.copies}]
    return len({event.event_id for event in events}) == 1 and events[0].event_id is not None and len(entries) == 1


def _repeated(copies: Copies, channel: Channel, sent: list[Event]) -> Finding:
    ids = listed(event.event_id or "none" for event in sent)
    return Finding(
        message=f"The {channel} reported {copies.action.label} {len(sent)} times (event ids: {ids}).",
        subject=copies.action.subject,
        events=keys(sent),
        causes=(
            "the tag fires again when the page is loaded again, with a new id",
            "two tags or hooks send the same event",
        ),
        remedy="Remember that the action was reported, and derive its id from it so that a repeat folds.",
    )


def _retried(copies: Copies, sent: list[Event]) -> Finding:
    return Finding(
        message=f"The server sent {copies.action.label} {len(sent)} times with one id: a retry that Meta folds.",
        subject=copies.action.subject,
        check="counting.per_action",
        severity=Severity.INFO,
        events=keys(sent),
    )
