"""The timeline of a run: everything in its lane, pairs joined, long calms short."""

from __future__ import annotations

import pytest

from harness.ledger import Ledger
from harness.reports.timeline import Break, Lane, Link, Timeline, timeline
from mock_meta.event import Answer
from tests.harness.factories import change, healthy
from tests.ledgers import clean_ledgers


def labels(found: Timeline, lane: Lane) -> list[str]:
    return [mark.label for mark in found.marks if mark.lane is lane]


def test_each_event_stands_once_in_the_lane_of_its_channel() -> None:
    ledger = healthy()
    found = timeline(ledger)
    assert {mark.key for mark in found.marks if mark.lane in (Lane.BROWSER, Lane.SERVER)} == {
        event.key for event in ledger.events
    }
    assert labels(found, Lane.BROWSER).count("Purchase") == labels(found, Lane.SERVER).count("Purchase") == 1
    assert labels(found, Lane.META).count("Purchase counted") == 1
    assert labels(found, Lane.SITE) == [one.key for one in ledger.conversions]
    assert "consent granted" in labels(found, Lane.SHOPPER)


def test_what_meta_folded_is_joined() -> None:
    ledger = healthy()
    pairs = {
        Link(browser=one.key, server=other.key)
        for one in ledger.events
        for other in ledger.events
        if (one.channel, other.channel) == ("browser", "server")
        and (one.name, one.event_id) == (other.name, other.event_id)
    }
    assert {*timeline(ledger).links} == pairs
    assert pairs


def test_a_refused_and_a_late_copy_are_told_apart() -> None:
    ledger = healthy()
    *others, last = ledger.events
    assert states(change(ledger, events=(*others, change(last, answer=Answer(status=400)))))[last.key] == "refused"
    sale = next(event for event in ledger.events if (event.name, event.channel) == ("Purchase", "server"))
    late = tuple(change(e, received_at=e.received_at + 7200) if e is sale else e for e in ledger.events)
    assert states(change(ledger, events=late))[sale.key] == "late"


def states(ledger: Ledger) -> dict[str, str]:
    return {mark.key: mark.state for mark in timeline(ledger).marks if mark.lane in (Lane.BROWSER, Lane.SERVER)}


@pytest.mark.parametrize("ledger", clean_ledgers(), ids=lambda ledger: ledger.scenario)
def test_every_recorded_run_fits_on_an_axis(ledger: Ledger) -> None:
    """In order, from 0 to its length, which no day without events makes long."""
    found = timeline(ledger)
    places = [found.place(mark.at) for mark in found.marks]
    assert places == sorted(places)
    assert places[0] >= -0.5
    assert places[-1] <= found.length + 1e-6
    assert found.length < 15 * (len(found.marks) + 2)


def test_a_calm_is_short_on_the_axis() -> None:
    found = Timeline(marks=(), links=(), breaks=(Break(since=10.0, until=86410.0),), ends_at=86420.0)
    assert [found.place(at) for at in (0.0, 10.0, 86410.0, 86420.0)] == [0.0, 10.0, 12.0, 22.0]
    assert 10.0 < found.place(43210.0) < 12.0
    assert found.length == 22.0
