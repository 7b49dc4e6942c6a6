"""What stays in the browser of a visitor who has not agreed."""

from __future__ import annotations

from collections.abc import Iterator

from harness.case import Case
from harness.check import check
from harness.checks.wording import listed
from harness.ledger import Choice, Cookie, VisitRecord
from harness.owed import consent_at
from harness.verdict import Finding, Severity

_SETTLED_S = 2.0
"""On the page of the withdrawal, a cookie that is noted sooner may be about to go."""


@check(
    "consent.cookies",
    Severity.MEDIUM,
    needs=("browser",),
    effect_of=("consent.browser",),
    rule="privacy law asks consent for storing and for reading, not only for sending; Meta's cookies are _fbp and _fbc",
)
def cookies_wait_for_consent(case: Case) -> Iterator[Finding]:
    """Meta's cookies are not set before the visitor has agreed, and they go when the visitor withdraws.

    A cookie that stays after a withdrawal still names the browser, and the next server event that reads it forwards it.
    """
    ledger = case.ledger
    if not ledger.plan.consent_asked or not all(promise.consent for promise in ledger.plan.promises.values()):
        return
    early: list[Cookie] = []
    kept: list[Cookie] = []
    for place, visit in enumerate(ledger.visits):
        for cookie in visit.cookies:
            choice = consent_at(ledger, cookie.at, place)
            if choice is None:
                early.append(cookie)
            elif choice is Choice.DENIED and _outlived(visit, cookie):
                kept.append(cookie)
    if early:
        yield _finding(early, "before the visitor had agreed to anything", "they are set before the banner is answered")
    if kept:
        yield _finding(kept, "after the visitor said no", "the withdrawal ends the sending and leaves the cookies")


def _outlived(visit: VisitRecord, cookie: Cookie) -> bool:
    """Whether a cookie was still there when the withdrawal had had its time, or on a later page."""
    denied_at = max((c.at for c in visit.consent if c.choice is Choice.DENIED and c.at <= cookie.at), default=0.0)
    moved_on = any(denied_at < page.at <= cookie.at for page in visit.pages)
    return moved_on or cookie.at > denied_at + _SETTLED_S


def _finding(held: list[Cookie], when: str, cause: str) -> Finding:
    return Finding(
        message=f"The browser holds {listed(cookie.name for cookie in held)} {when} ({held[0].value}).",
        subject="consent/browser",
        causes=(cause,),
        remedy="Set them when the visitor agrees; take them away, on every path, when the visitor withdraws.",
    )
