"""A visitor's computer may have the wrong time: what its pages claim is read on the run's clock."""

from __future__ import annotations

import msgspec
import pytest

from harness.judge import judge
from harness.ledger import Ledger
from harness.one_clock import on_one_clock
from tests.harness.factories import BROWSER, START, change, healthy, visit

HOURS = 3600.0


def told_by_a_computer(ahead: float, known: float) -> Ledger:
    """The healthy run, whose pages stamped their events so much ahead, of which so much is known."""
    clean = healthy()
    events = tuple(
        msgspec.structs.replace(one, event_time=(one.event_time or 0.0) + ahead) if one.channel is BROWSER else one
        for one in clean.events
    )
    return change(clean, visits=(visit(clock_off_s=known),), events=events)


@pytest.mark.parametrize("ahead", [3 * HOURS, -3 * HOURS, 40 * 24 * HOURS])
def test_a_clock_that_is_known_to_be_wrong_changes_no_verdict(ahead: float) -> None:
    assert judge(told_by_a_computer(ahead, known=ahead)) == judge(healthy())


def test_times_of_the_browser_are_corrected_and_those_of_the_server_are_not() -> None:
    corrected = on_one_clock(told_by_a_computer(3 * HOURS, known=3 * HOURS))
    assert [one.event_time for one in corrected.events] == [one.event_time for one in healthy().events]


def test_without_a_wrong_clock_the_evidence_is_read_as_it_is() -> None:
    clean = healthy()
    assert on_one_clock(clean) is clean


def test_of_two_computers_each_event_is_read_by_the_clock_that_explains_it() -> None:
    ledger = told_by_a_computer(3 * HOURS, known=3 * HOURS)
    both = change(ledger, visits=(*ledger.visits, visit(visitor=2)))
    first = next(one for one in on_one_clock(both).events if one.channel is BROWSER)
    assert abs((first.event_time or 0.0) - START) < HOURS
