"""Copies that come late."""

from __future__ import annotations

import pytest

from harness.judge import judge
from harness.ledger import Excuse
from harness.plan import Promise
from tests.harness.factories import BROWSER, SERVER, START, change, fired, healthy, order, plan, told
from tests.harness.mutators import each

LATE = "latency.delay"


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
