"""Nothing is sent that the visitor had not agreed to."""

from __future__ import annotations

import pytest

from harness.judge import judge
from harness.ledger import Choice, Ledger
from harness.plan import Promise
from mock_meta.event import Answer
from tests.harness.factories import (
    BROWSER,
    SERVER,
    START,
    change,
    choice,
    event,
    fired,
    healthy,
    heard,
    pair,
    plan,
    purchase,
    told,
    visit,
)
from tests.harness.mutators import each

DENIED = (visit(consent=(choice(Choice.DENIED, 4),)),)


def denied(*events: object, **changes: object) -> Ledger:
    """A run in which the visitor denied, and these events were heard all the same."""
    return heard(healthy(visits=DENIED, events=(), **changes), *events)  # type: ignore[arg-type]


def test_a_denied_visit_with_events_is_one_finding_a_channel() -> None:
    """However many events; the sale is named first."""
    verdict = judge(healthy(visits=DENIED))
    assert fired(verdict) == {"consent.browser", "consent.server"}
    assert told(healthy(visits=DENIED), "consent.server") == [
        "The server sent 9 events (Purchase of order 1001, PageView, ViewContent, AddToCart and 1 more) "
        "although the visitor had denied consent."
    ]


def test_an_unanswered_banner_is_no_consent() -> None:
    """What is sent is told as sent before any answer."""
    (message,) = told(healthy(visits=(visit(consent=()),)), "consent.browser")
    assert message.endswith("before the visitor had agreed to anything.")


def test_a_refused_event_was_sent_too() -> None:
    """Meta's refusal does not undo that the site told it."""
    sent = change(purchase()[1], answer=Answer(status=400))
    assert "consent.server" in fired(judge(denied(sent)))


@pytest.mark.parametrize("channel", [BROWSER, SERVER])
def test_an_event_about_nothing_known_needs_consent_too(channel: object) -> None:
    """A custom event, of which the plan says nothing."""
    stray = event("SizeGuide", 12, channel)  # type: ignore[arg-type]
    assert fired(judge(denied(stray))) == {f"consent.{channel}"}
    assert fired(judge(heard(healthy(), stray))) == set()


def test_an_event_whose_promise_needs_no_consent_may_go() -> None:
    """The plan says so; it is owed, then."""
    free = plan(Purchase=Promise(conversion="orders", consent="", primary=True))
    assert fired(judge(denied(*purchase(), plan=free))) == set()
    assert fired(judge(denied(plan=free))) == {"coverage.server"}


def test_a_site_that_asks_nobody_has_nothing_to_violate() -> None:
    """Its plan says whether visitors are asked."""
    assert fired(judge(healthy(plan=plan(consent_asked=False), visits=(visit(consent=()),)))) == set()


def test_a_page_left_before_the_grant_is_never_reported() -> None:
    """Consent is for what follows; a queue that survives the page tells too much."""
    late = healthy(visits=(visit(consent=(choice(Choice.GRANTED, 10.1),)),))
    sent = each(late, "PageView", SERVER, lambda e: e if e.event_id != "page-1" else change(e, received_at=START + 12))
    sent = change(sent, events=tuple(e for e in sent.events if (e.event_id, e.channel) != ("page-1", BROWSER)))
    assert told(sent, "consent.server") == [
        "The server sent 1 event (PageView) about what happened while the visitor had not agreed."
    ]


@pytest.mark.parametrize(("at", "found"), [(53, set()), (60, {"consent.server"})])
def test_what_was_on_its_way_at_the_withdrawal_is_let_go(at: float, found: set[str]) -> None:
    """The visitor withdraws at 52; what the server sends seconds later it decided to send."""
    withdrawn = (visit(consent=(choice(Choice.GRANTED, 4), choice(Choice.DENIED, 52))),)
    evidence = each(healthy(visits=withdrawn), "Purchase", SERVER, lambda e: change(e, received_at=START + at))
    assert fired(judge(evidence)) == found


def test_a_sale_confirmed_after_the_grant_may_be_reported_from_then_on() -> None:
    """The visitor agrees on the confirming page: what was sent before is wrong, what comes after is right."""
    agreed = (visit(consent=(choice(Choice.GRANTED, 51.8),)),)
    evidence = heard(healthy(visits=agreed, events=()), *pair("PageView", 51.9, "/thanks/1001", "page-5"))
    browser, server = purchase(at=52)
    assert fired(judge(heard(evidence, browser, server))) == set()
    early = change(server, received_at=START + 50.5)
    assert fired(judge(heard(evidence, browser, early))) == {"consent.server"}
