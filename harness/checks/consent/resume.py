"""Whether tracking begins when the visitor agrees."""

from __future__ import annotations

from collections.abc import Iterator

from harness.actions import Action
from harness.case import Case
from harness.check import check
from harness.checks.wording import listed, many
from harness.ledger import Choice, VisitRecord
from harness.owed import Standing
from harness.verdict import Finding, Severity
from harness.whose import visit_of
from mock_meta.event import Channel


@check(
    "consent.resume",
    Severity.HIGH,
    needs=("browser",),
    effect_of=("page.errors",),
    rule="the site's tracking plan: what the visitor has agreed to is owed",
)
def tracking_starts_with_the_grant(case: Case) -> Iterator[Finding]:
    """Once the visitor has agreed, the browser begins to send.

    A gate that never opens looks perfect to whoever tests only that nothing is sent before the answer: the shop
    loses every visitor who said yes.
    """
    heard = [event for event in case.ledger.events if event.channel is Channel.BROWSER]
    for number in dict.fromkeys(visit.visitor for visit in case.ledger.visits):
        theirs = [place for place, visit in enumerate(case.ledger.visits) if visit.visitor == number]
        visits = [case.ledger.visits[place] for place in theirs]
        owed = [d.action for d in case.dues if d.channel is Channel.BROWSER and d.standing is Standing.OWED]
        missed = [action for action in owed if action.visit in theirs]
        silent = not any(visit_of(case.ledger, event) in (None, *theirs) for event in heard)
        broken = any(not error.by for visit in visits for error in visit.page_errors)
        if missed and silent and _agreed(visits) and not broken:
            yield _never_started(missed, number)


def _agreed(visits: list[VisitRecord]) -> bool:
    return any(change.choice is Choice.GRANTED for visit in visits for change in visit.consent)


def _never_started(missed: list[Action], visitor: int) -> Finding:
    who = "The visitor" if visitor == 1 else f"Visitor {visitor}"
    return Finding(
        message=f"{who} agreed, and the browser sent nothing of the {many(len(missed), 'action')} that followed "
        f"({listed(action.name for action in missed)}).",
        subject=f"consent/visitor {visitor}",
        covers=tuple(dict.fromkeys(action.subject for action in missed)),
        causes=(
            "the answer never reaches the pixel: no fbq('consent', 'grant'), or a held-back script that is not woken",
            "a page cache serves the page of a visitor who had not agreed to one who had",
            "the pixel is not on these pages",
        ),
        remedy="Call fbq('consent', 'grant') when the visitor agrees, and start what was held back on that page.",
    )
