"""Event times."""

from __future__ import annotations

import pytest

from harness.judge import judge
from harness.ledger import Ledger
from harness.verdict import Finding
from mock_meta.event import Answer, Request
from mock_meta.wire.errors import event_too_old, shape
from tests.harness.factories import SERVER, START, change, fired, healthy, order, told
from tests.harness.mutators import each

TIME = "freshness.event_time"
DAY_S = 86400.0


def dated(at: float | None, **changes: object) -> Ledger:
    """The healthy run, whose server says of the sale that it was at a moment after the start."""
    time = None if at is None else START + at
    return each(healthy(), "Purchase", SERVER, lambda e: change(e, event_time=time, **changes))


def cause(evidence: Ledger) -> str:
    """The likeliest cause of the only finding of a run, which is of this check."""
    (finding,) = judge(evidence).findings
    assert finding.check == TIME
    return finding.causes[0]


@pytest.mark.parametrize("unit", [1e3, 1e6, 1e9])
def test_a_finer_unit_is_named(unit: float) -> None:
    """Milliseconds, and what databases have beside them."""
    evidence = each(healthy(), "Purchase", SERVER, lambda e: change(e, event_time=(e.event_time or 0) * unit))
    assert "sent as they are, not as seconds" in cause(evidence)


@pytest.mark.parametrize(("hours", "found"), [(2, "local time is taken for UTC (2 hours off)"), (3.1, "clock is fast")])
def test_the_future_is_a_time_zone_or_a_wrong_clock(hours: float, found: str) -> None:
    """Whole quarters of an hour are a zone's."""
    assert found in cause(dated(50 + hours * 3600))


def test_the_past_may_be_a_time_zone_too() -> None:
    """West of Greenwich; a time before the deed of another distance is that of something else."""
    assert "local time is taken for UTC (5 hours off)" in cause(dated(50 - 5 * 3600))
    assert cause(dated(50 - 1000)) == "the time is that of an earlier event"


def test_clocks_may_differ_a_little() -> None:
    """Four minutes are no finding."""
    assert fired(judge(dated(50 + 240))) == fired(judge(dated(50 - 240))) == set()


def test_a_date_as_text_is_told_by_the_answer_or_by_the_request() -> None:
    """The event itself can't hold it."""
    error = shape("The parameter $['data'][0]['event_time'] must be an integer.").error
    refused = dated(None, answer=Answer(status=400, error=error))
    assert "written as text" in cause(refused)
    sale = next(e for e in refused.events if e.name == "Purchase" and e.channel is SERVER)
    body = b'{"data": [{"event_name": "Purchase", "event_time": "2027-01-15T08:00:50Z"}]}'
    raw = Request(
        seq=sale.request,
        received_at=sale.received_at,
        method="POST",
        url="/v26.0/1234567890/events",
        headers=(("Content-Type", "application/json"),),
        body=body,
        answer=Answer(status=200),
    )
    (message,) = told(change(dated(None), requests=(raw,)), TIME)
    assert "whose event_time is a text: Purchase says 2027-01-15T08:00:50Z; it happened at 1800000050." in message


def test_no_time_at_all() -> None:
    """It is left out."""
    assert cause(dated(None)) == "the sender leaves the field out"


@pytest.mark.parametrize(
    ("time", "found"),
    [
        (-9 * DAY_S, "bears the time of the order"),
        (0.0, "has waited in a backlog"),
        (-12 * DAY_S, "that of something else"),
        (-START, "the time was never set"),
    ],
)
def test_why_an_event_is_too_old(time: float, found: str) -> None:
    """An order of nine days before, a sale that waited, something else, or nothing; the refusal is its consequence."""
    sold = order(created_at=START + 50 - 9 * DAY_S, settled_at=START + 50)
    late = {"received_at": START + 50 + 8 * DAY_S} if time == 0.0 else {}
    answer = Answer(status=400, error=event_too_old().error)
    evidence = each(
        healthy(conversions=(sold,)),
        "Purchase",
        SERVER,
        lambda e: change(e, event_time=START + 50 + time, answer=answer, **late),
    )
    finding = one_of(evidence)
    assert found in finding.causes[0]
    assert any("Timestamp Too Old" in consequence for consequence in finding.consequences)


def one_of(evidence: Ledger) -> Finding:
    return next(finding for finding in judge(evidence).findings if finding.check == TIME)


def test_a_shop_may_report_what_is_two_months_old() -> None:
    """What happened in a shop of bricks is taken for 62 days."""
    sold = order(created_at=START + 50 - 20 * DAY_S, settled_at=START + 50 - 20 * DAY_S, source="store")
    evidence = each(
        healthy(conversions=(sold,)),
        "Purchase",
        SERVER,
        lambda e: change(e, event_time=START + 50 - 20 * DAY_S, action_source="physical_store"),
    )
    assert told(evidence, TIME) == []


def test_the_moment_of_sending_is_not_that_of_the_deed() -> None:
    """An hourly job that stamps its own time; that it is late is another fact."""
    evidence = each(
        healthy(), "Purchase", SERVER, lambda e: change(e, received_at=START + 3650, event_time=START + 3650)
    )
    assert fired(judge(evidence)) == {TIME, "latency.delay"}
    assert one_of(evidence).causes == ("the sender stamps the moment of sending",)
