"""Whether Meta's books would agree with the site's own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from harness.case import Case
from harness.check import check
from harness.checks.phantoms import early, phantoms
from harness.checks.repeats import INSTALLED_TWICE, Why, why_repeated
from harness.checks.strays import misplaced, of_robots
from harness.checks.wording import keys, listed, many
from harness.copies import Copies
from harness.ledger import WEB
from harness.owed import Standing
from harness.verdict import Finding, Severity
from mock_meta.counting import Counted
from mock_meta.event import Channel, Event

_Repeat = tuple[Copies, Channel, list[Event]]


@check(
    "counting.against_books",
    Severity.CRITICAL,
    needs=("books",),
    effect_of=(
        "dedupe.*",
        "counting.per_action",
        "counting.phantoms",
        "counting.before_payment",
        "counting.action_source",
        "coverage.*",
        "delivery.*",
    ),
    rule="the site's own books are the truth; counting as Meta documents it",
)
def meta_counts_each_conversion_once(case: Case) -> Iterator[Finding]:
    """Every conversion of the books is counted exactly once.

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


@check(
    "counting.phantoms",
    Severity.CRITICAL,
    needs=("books",),
    rule="the site's own books are the truth; a sale is one when it is paid",
)
def nothing_is_counted_that_is_not_booked(case: Case) -> Iterator[Finding]:
    """Nothing is counted that the books do not hold.

    A sale that was declined, cancelled at the bank or never paid, a form that was not accepted, a page that anybody may
    open: each is a success that Meta learns from and that nobody had.
    """
    yield from phantoms(case)


@check(
    "counting.before_payment",
    Severity.HIGH,
    needs=("books",),
    effect_of=("dedupe.pairing", "counting.phantoms"),
    rule="the site's own books are the truth; a sale is one when it is paid",
)
def nothing_is_told_before_it_is_paid(case: Case) -> Iterator[Finding]:
    """No sale is reported before it is paid.

    This one was paid in the end. The next shopper goes away from the bank's page, and is counted all the same.
    """
    yield from early(case)


@check(
    "counting.per_action",
    Severity.HIGH,
    effect_of=(
        "dedupe.unique_ids",
        "dedupe.stable_ids",
        "ordering.navigation",
        "counting.phantoms",
    ),
    rule="one event an action: Meta does not fold copies of one channel that differ in id (documented)",
)
def each_channel_reports_an_action_once(case: Case) -> Iterator[Finding]:
    """A channel reports one action once, and only what a shopper did.

    A page that is loaded again, a second installation of the pixel or a crawler must not add to what people did. The
    same server event sent again under its own id is only a retry.
    """
    repeats: dict[Why, list[_Repeat]] = defaultdict(list)
    for copies in case.copies:
        sent: dict[tuple[Channel, str], list[Event]] = defaultdict(list)
        for event in copies.accepted:
            sent[(event.channel, event.pixel_id)].append(event)
        for (channel, _), events in sent.items():
            if len(events) > 1 and channel is Channel.SERVER and _is_retry(case, events):
                yield _retried(copies, events)
            elif len(events) > 1 and not _is_nameless_retry(copies, channel, events):
                repeats[why_repeated(case, copies, channel, events)].append((copies, channel, events))
    for why, found in repeats.items():
        yield from _by_fact(why, found)
    yield from of_robots(case)
    yield from misplaced(case)


def _by_fact(why: Why, found: list[_Repeat]) -> Iterator[Finding]:
    """One finding for a pixel that is there twice; else one for each action, or for each step of the funnel."""
    grouped: dict[str, list[_Repeat]] = defaultdict(list)
    for repeat in found:
        grouped["" if why is INSTALLED_TWICE else repeat[0].action.subject].append(repeat)
    for group in grouped.values():
        yield _repeated(why, group)


def _is_retry(case: Case, events: list[Event]) -> bool:
    """Whether all are one event that was sent again, with an id by which Meta folds them."""
    sent = {event.key for event in events}
    entries = [entry for entry in case.counted if sent & {event.key for event in entry.copies}]
    return len({event.event_id for event in events}) == 1 and events[0].event_id is not None and len(entries) == 1


def _is_nameless_retry(copies: Copies, channel: Channel, events: list[Event]) -> bool:
    """Whether a server sent again, as no answer came, what has no id: the missing id is the fault, told of its pair."""
    unanswered = not any(event.answer.accepted for event in events[:-1])
    paired = any(event.event_id for event in copies.browser)
    return channel is Channel.SERVER and unanswered and paired and not any(event.event_id for event in events)


def _repeated(why: Why, group: list[_Repeat]) -> Finding:
    copies, channel, sent = group[0]
    ids = listed(event.event_id or "none" for event in sent)
    others = [other.action.label for other, _, _ in group[1:]]
    also = f", and so for {many(len(others), 'other action')} ({listed(others)})" if others else ""
    cause, remedy = why
    return Finding(
        message=f"The {channel} reported {copies.action.label} {len(sent)} times (event ids: {ids}){also}.",
        subject=copies.action.subject,
        covers=tuple(dict.fromkeys(other.action.subject for other, _, _ in group)),
        events=keys(event for _, _, events in group for event in events),
        causes=(cause,),
        remedy=remedy,
    )


def _retried(copies: Copies, sent: list[Event]) -> Finding:
    return Finding(
        message=f"The server sent {copies.action.label} {len(sent)} times with one id: a retry that Meta folds.",
        subject=copies.action.subject,
        check="counting.per_action",
        severity=Severity.INFO,
        events=keys(sent),
    )


@check(
    "counting.action_source",
    Severity.HIGH,
    needs=("books",),
    rule="action_source says where a conversion took place (Meta, server event parameters, documented)",
)
def what_happened_elsewhere_is_no_web_sale(case: Case) -> Iterator[Finding]:
    """What the books have from elsewhere (phone, store, renewal, CRM) is not reported as a sale of the website.

    A clerk's order with the clerk's browser teaches Meta that the clerk buys; a renewal looks like a new customer.
    Either leave such sales out, or say by action_source where they happened.
    """
    for copies in case.copies:
        conversion = copies.action.conversion
        if conversion is None or conversion.source == WEB:
            continue
        web = [
            event for event in copies.accepted if event.channel is Channel.BROWSER or event.action_source == "website"
        ]
        if web:
            pages = listed(event.source_url for event in web if event.source_url) or "no page"
            yield Finding(
                message=f"{copies.action.label} came by {conversion.source}, but the {web[0].channel} reports it as a "
                f"sale of the website (from {pages}).",
                subject=copies.action.subject,
                events=keys(web),
                causes=(_way(conversion.source),),
                remedy="Leave it out of the website's tracking, or send it with the action_source that it has.",
            )


def _claims_the_website(event: Event) -> bool:
    return event.channel is Channel.BROWSER or event.action_source == "website"


def _way(source: str) -> str:
    if "renew" in source or "subscri" in source:
        return "the payment of a renewal passes through the tracking of the checkout"
    return "what staff enter passes through the web shop's tracking, with their own browser and address"
