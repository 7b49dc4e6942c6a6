"""Whether every copy that is owed arrived."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from harness.case import Case
from harness.check import check
from harness.checks import lost_in_browser, lost_on_server
from harness.checks.loss import Cause, Reasons, cause_of, is_missing, lost
from harness.checks.wording import keys, listed
from harness.copies import Copies
from harness.owed import Standing
from harness.verdict import Finding, Severity
from mock_meta.event import Channel

_RULE = "the site's tracking plan, less what consent forbids and the world excuses"


@check(
    "coverage.browser",
    Severity.HIGH,
    needs=("browser",),
    effect_of=(
        "page.*",
        "dedupe.pairing",
        "ordering.navigation",
        "counting.per_action",
        "consent.resume",
        "environment.pixel_id",
        "naming.events",
    ),
    rule=_RULE,
)
def browser_copies_arrive(case: Case) -> Iterator[Finding]:
    """Every action that the plan promises on the browser channel reaches Meta from the browser.

    Without the browser's copy Meta loses the cookie that ties the action to a click. The page that should have told
    of it says why: an error or a policy of its own, a foreign frame, a pixel that began too late, or no tag at all.
    """
    missing = [copies for copies in case.copies if is_missing(case, copies, Channel.BROWSER)]
    # An action without any trace is one fact, and the server's to answer for.
    alone = [copies for copies in missing if not is_missing(case, copies, Channel.SERVER)]
    yield from _findings(case, Channel.BROWSER, alone, lost_in_browser.REASONS)


@check(
    "coverage.server",
    Severity.HIGH,
    needs=("server",),
    effect_of=(
        "delivery.*",
        "completeness.parameters",
        "dedupe.pairing",
        "dedupe.unique_ids",
        "ordering.navigation",
        "counting.per_action",
        "environment.pixel_id",
        "naming.events",
        "value.format",
        # What a job sends once an hour may still wait for it when the run ends.
        "latency.delay",
    ),
    rule=_RULE,
)
def server_copies_arrive(case: Case) -> Iterator[Finding]:
    """Every action that the plan promises on the server channel reaches Meta from the server.

    The server's copy is what is left of a sale when a blocker, a closed tab or a redirect eats the browser's. An action
    that owes both copies and left neither is told here, once.
    """
    missing = [copies for copies in case.copies if is_missing(case, copies, Channel.SERVER)]
    yield from _findings(case, Channel.SERVER, missing, lost_on_server.REASONS)


@check(
    "coverage.trace",
    Severity.MEDIUM,
    needs=("books",),
    effect_of=("coverage.browser", "coverage.server", "delivery.*"),
    rule=_RULE,
)
def conversions_leave_a_trace(case: Case) -> Iterator[Finding]:
    """Every sale or lead that Meta may hear of leaves at least one copy, whatever the plan makes of each channel.

    A plan that leaves a sale to the pixel alone loses it with every visitor whose browser blocks the pixel: the site
    keeps its promise, and Meta still never hears of the sale.
    """
    for copies in case.copies:
        browser = case.due(copies.action, Channel.BROWSER)
        server = case.due(copies.action, Channel.SERVER)
        silent = copies.action.conversion is not None and not copies.accepted and not copies.refused
        if silent and (browser.standing, server.standing) == (Standing.EXCUSED, Standing.UNPROMISED):
            yield Finding(
                message=f"{copies.action.label} left no trace at Meta: the plan promises it in the browser alone, and "
                f"{browser.reason}.",
                subject=copies.action.subject,
                causes=("only the pixel tells of it",),
                remedy="Send sales and leads from the server too.",
            )


def _findings(case: Case, channel: Channel, missing: list[Copies], reasons: Reasons) -> Iterator[Finding]:
    """One finding for all that one fact lost, else for each conversion and each step of the funnel."""
    grouped: dict[str, list[tuple[Copies, Cause]]] = defaultdict(list)
    for copies in missing:
        cause = cause_of(lost(case, copies), reasons)
        grouped[cause.key or f"{copies.action.subject} {cause.words[0]}"].append((copies, cause))
    for group in grouped.values():
        yield _finding(case, channel, group)


def _finding(case: Case, channel: Channel, group: list[tuple[Copies, Cause]]) -> Finding:
    """Primary conversions come first: what was lost is told by the gravest of it."""
    promises = case.ledger.plan.promises
    missing = sorted((copies for copies, _ in group), key=lambda copies: not promises[copies.action.name].primary)
    cause = group[0][1]
    trace = "" if any(copies.accepted for copies in missing) else ", and no other copy either"
    tried = [case.lost_copies(copies, channel) for copies in missing]
    subjects = tuple(dict.fromkeys(copies.action.subject for copies in missing))
    return Finding(
        message=f"No {channel} copy of {listed(copies.action.label for copies in missing)} reached Meta{trace}.",
        subject=cause.subject or subjects[0],
        covers=tuple(subject for subject in subjects if subject != (cause.subject or subjects[0])),
        check=f"coverage.{channel}",
        severity=Severity.CRITICAL if promises[missing[0].action.name].primary else Severity.HIGH,
        # Where all of them were tried, what became of the tries explains it.
        events=keys(event for tries in tried for event in tries) if all(tried) else (),
        causes=cause.words,
        remedy=cause.remedy,
    )
