"""Whether every copy that is owed arrived."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from harness.case import Case
from harness.check import check
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
        "page.errors",
        "dedupe.pairing",
        "counting.per_action",
        "consent.resume",
        "environment.pixel_id",
        "naming.events",
    ),
    rule=_RULE,
)
def browser_copies_arrive(case: Case) -> Iterator[Finding]:
    """Every action that the plan promises on the browser channel reaches Meta from the browser.

    Without the browser's copy Meta loses the cookie that ties the action to a click.
    """
    causes = ("the tag is not on this page or path", "the page moved on in the task that called fbq")
    yield from _missing(case, Channel.BROWSER, causes)


@check(
    "coverage.server",
    Severity.HIGH,
    needs=("server",),
    effect_of=(
        "delivery.*",
        "completeness.parameters",
        "dedupe.pairing",
        "counting.per_action",
        "environment.pixel_id",
        "naming.events",
    ),
    rule=_RULE,
)
def server_copies_arrive(case: Case) -> Iterator[Finding]:
    """Every action that the plan promises on the server channel reaches Meta from the server.

    The server's copy is what is left of a sale when a blocker, a closed tab or a redirect eats the browser's.
    """
    causes = ("this path of the backend does not send it", "it is sent only when a page is shown that never was")
    yield from _missing(case, Channel.SERVER, causes)


def _missing(case: Case, channel: Channel, causes: tuple[str, ...]) -> Iterator[Finding]:
    grouped: dict[str, list[Copies]] = defaultdict(list)
    for copies in case.copies:
        if case.due(copies.action, channel).standing is Standing.OWED and not copies.on(channel):
            grouped[copies.action.subject].append(copies)
    for subject, missing in grouped.items():
        yield _finding(case, channel, subject, missing, causes)


def _finding(case: Case, channel: Channel, subject: str, missing: list[Copies], causes: tuple[str, ...]) -> Finding:
    labels = listed(copies.action.label for copies in missing)
    trace = "" if any(copies.accepted for copies in missing) else ", and no other copy either"
    primary = case.ledger.plan.promises[missing[0].action.name].primary
    lost = [case.lost_copies(copies, channel) for copies in missing]
    return Finding(
        message=f"No {channel} copy of {labels} reached Meta{trace}.",
        subject=subject,
        check=f"coverage.{channel}",
        severity=Severity.CRITICAL if primary else Severity.HIGH,
        # Where all of them were tried, what became of the tries explains it.
        events=keys(event for tries in lost for event in tries) if all(lost) else (),
        causes=causes,
        remedy=f"Send it from the {channel} on this path, or take the {channel} out of its promise in the plan.",
    )
