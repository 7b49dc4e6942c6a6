"""Copies that come late."""

from __future__ import annotations

import pytest

from harness.judge import judge
from harness.ledger import Excuse
from harness.plan import Promise
from mock_meta.event import Answer, Event
from tests.harness.factories import (
    BROWSER,
    SERVER,
    START,
    change,
    fired,
    healthy,
    heard,
    order,
    plan,
    purchase,
    told,
)
from tests.harness.mutators import each

LATE, PAGE = "latency.delay", "latency.page"


@pytest.mark.parametrize(("delay", "found"), [(59.9, set()), (60.0, set()), (60.5, {LATE})])
def test_the_plans_limit_counts_from_the_payment(delay: float, found: set[str]) -> None:
    """To the second."""
    evidence = each(healthy(), "Purchase", SERVER, lambda e: change(e, received_at=START + 50 + delay))
    assert fired(judge(evidence)) == found


def test_an_order_that_is_paid_later_is_not_late() -> None:
    """The clock starts when the sale is final."""
    paid = healthy(conversions=(order(created_at=START + 49, settled_at=START + 500),))
    evidence = each(paid, "Purchase", None, lambda e: change(e, received_at=START + 501))
    assert fired(judge(evidence)) == set()


def test_the_worst_of_many_is_told_once() -> None:
    """Per event and channel; on the landing page the time counts from the grant."""
    evidence = each(healthy(), "PageView", SERVER, lambda e: change(e, received_at=START + 300))
    assert told(evidence, LATE) == ["PageView on the server channel came 296 s late; the plan allows 60 s."]


def test_each_event_has_a_limit_of_its_own() -> None:
    """A batch that is promised within the hour is in time."""
    patient = plan(PageView=Promise(pages=("*",), max_delay_s=3600))
    evidence = each(healthy(plan=patient), "PageView", SERVER, lambda e: change(e, received_at=START + 300))
    assert fired(judge(evidence)) == set()


def test_the_world_excuses_its_own_slowness() -> None:
    """On the channel that it slows down, and no other."""
    slow = healthy(excuses=(Excuse(channel=BROWSER, aspect="delay", reason="a slow page"),))
    for channel, found in ((BROWSER, set()), (SERVER, {LATE})):
        evidence = each(slow, "Purchase", channel, lambda e: change(e, received_at=START + 200))
        assert fired(judge(evidence)) == found


def test_a_job_sends_all_at_once() -> None:
    """What happened over a minute comes in one second: one finding, whose cause is the job."""
    events = tuple(change(e, received_at=START + 3600) if e.channel is SERVER else e for e in healthy().events)
    (finding,) = judge(healthy(events=events)).findings
    assert finding.message == (
        "9 events on the server channel (PageView, ViewContent, AddToCart, InitiateCheckout and 1 more) came "
        "3549 to 3596 s late; the plan allows 60 s."
    )
    assert finding.causes[0] == "events are sent in batches or by cron"


def test_a_worker_that_is_behind_is_behind_with_everything() -> None:
    """Each event as late as the one before."""
    events = tuple(change(e, received_at=e.received_at + 600) if e.channel is SERVER else e for e in healthy().events)
    assert judge(healthy(events=events)).findings[0].causes[0] == "the queue or its worker is behind by about this long"


def test_a_late_second_try() -> None:
    """The first one failed, and the next came after two minutes."""
    late = each(healthy(), "Purchase", SERVER, lambda e: change(e, received_at=START + 170))
    (finding,) = judge(heard(late, change(purchase(at=51)[1], answer=Answer(status=503)))).findings
    assert finding.causes[0].startswith("the first try failed")


@pytest.mark.parametrize(("after", "found"), [(5.0, set()), (8.0, {PAGE})])
def test_a_page_that_starts_its_pixel_last(after: float, found: set[str]) -> None:
    """By the page's own clock, from its load on."""
    evidence = healthy()
    for name in ("PageView", "InitiateCheckout"):
        evidence = each(
            evidence,
            name,
            BROWSER,
            lambda e: change(e, event_time=START + 30.5 + after) if "checkout" in (e.source_url or "") else e,
        )
    assert fired(judge(evidence)) == found
    if found:
        (finding,) = judge(evidence).findings
        assert finding.causes[0].startswith("the pixel's script is loaded last")


def test_one_slow_call_is_not_a_late_pixel() -> None:
    """The page's view was in time."""
    evidence = each(healthy(), "ViewContent", BROWSER, lambda e: change(e, event_time=START + 17.5))
    (finding,) = judge(evidence).findings
    assert finding.causes == ("the call of fbq waits for something slow",)


def test_a_page_that_took_long_to_load_may_take_long_to_report() -> None:
    """A slow machine or network shows in the loading itself: here five seconds, and the events eight after it."""
    evidence = each(healthy(), "PageView", BROWSER, _from_the_checkout)
    (landing, *others) = evidence.visits
    slow = tuple(change(page, at=page.at - 4.5) if "checkout" in page.url else page for page in landing.pages)
    assert PAGE not in fired(judge(change(evidence, visits=(change(landing, pages=slow), *others))))


def test_what_a_click_reports_may_wait_for_its_answer() -> None:
    """Six seconds are within the plan's delay, and the page has long loaded."""
    assert PAGE not in fired(judge(each(healthy(), "AddToCart", BROWSER, lambda e: change(e, event_time=START + 24))))


def _from_the_checkout(told: Event) -> Event:
    return change(told, event_time=START + 38.5) if "checkout" in (told.source_url or "") else told
