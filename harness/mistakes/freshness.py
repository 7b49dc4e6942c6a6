"""Events that come late, or that are dated wrongly."""

from __future__ import annotations

from harness.ledger import Choice, Ledger
from harness.mistake import mistake
from harness.rewriting import change, edit, of, refused
from harness.verdict import Severity
from mock_meta.event import Channel, Event
from mock_meta.wire.event_errors import event_too_old, shape

_HOUR_S = 3600.0
_WEEK_S = 7 * 86400.0


@mistake(
    "F022",
    family="freshness",
    severity=Severity.CRITICAL,
    check="freshness.event_time",
    cause="milliseconds are sent as they are",
    sources=(
        "https://github.com/segmentio/action-destinations/pull/3959",
        "https://armadillo.zachwieder.com/rules/facebook-capi",
    ),
)
def event_time_in_milliseconds(ledger: Ledger) -> Ledger | None:
    """The server's event time is the clock of a script, in milliseconds: a date some 55,000 years ahead."""
    return edit(ledger, of("", Channel.SERVER), lambda event: change(event, event_time=(event.event_time or 0) * 1000))


@mistake(
    "F076",
    family="freshness",
    severity=Severity.MEDIUM,
    check="freshness.event_time",
    cause="a date is written as text",
    sources=("https://github.com/facebookarchive/offline-conversion-file-uploader/issues/31",),
)
def event_time_as_text(ledger: Ledger) -> Ledger | None:
    """The server's event time is a date as text, as its JSON library writes dates; Meta wants a whole number."""
    error = shape("The parameter $['data'][0]['event_time'] must be an integer.").error
    return edit(ledger, of("", Channel.SERVER), lambda event: refused(change(event, event_time=None), error))


@mistake(
    "F045",
    family="freshness",
    severity=Severity.HIGH,
    check="freshness.event_time",
    cause="bears the time of the order",
    scenarios=("bank_transfer_confirmed_late",),
    needs="an order that is paid more than a week after it was placed",
)
def order_time_of_a_late_payment(ledger: Ledger) -> Ledger | None:
    """An order that is paid on the ninth day is reported with the day of the order, which is too old for Meta."""
    placed = {
        order.id: order.created_at
        for order in ledger.conversions
        if order.settled_at is not None and order.settled_at - order.created_at > _WEEK_S
    }
    error = event_too_old().error

    def dated(event: Event) -> Event:
        at = placed[str(event.custom_data["order_id"])]
        return refused(change(event, event_time=float(int(at))), error)

    return edit(
        ledger,
        lambda event: event.channel is Channel.SERVER and event.custom_data.get("order_id") in placed,
        dated,
    )


@mistake(
    "F041",
    family="freshness",
    severity=Severity.MEDIUM,
    check="latency.delay",
    cause="in batches or by cron",
    scenarios=("an_hour_after_buying",),
    sources=("https://adfynx.com/blog/conversions-api-troubleshooting-missing-purchases-duplicates-delays-2026",),
)
def server_events_by_cron(ledger: Ledger) -> Ledger | None:
    """Server events wait for a job that runs once an hour."""
    if any(answer.choice is Choice.DENIED for visit in ledger.visits for answer in visit.consent):
        return None  # What a job sends after a withdrawal is a matter of consent.
    sent = [event for event in ledger.events if event.channel is Channel.SERVER]
    late = {event.key: _next_run(event.received_at) + place / 100 for place, event in enumerate(sent)}
    moved = edit(ledger, of("", Channel.SERVER), lambda event: change(event, received_at=late[event.key]))
    return change(moved, ended_at=max(ledger.ended_at, *late.values())) if moved is not None else None


def _next_run(at: float) -> float:
    """The next full hour that is more than ten minutes away."""
    return ((at + 600) // _HOUR_S + 1) * _HOUR_S


@mistake(
    "F035",
    family="freshness",
    severity=Severity.MEDIUM,
    check="latency.page",
    cause="the pixel's script is loaded last",
    scenarios=("checkout_pondered",),
    driven_only=True,
)
def pixel_loaded_last(ledger: Ledger) -> Ledger | None:
    """The pixel of the checkout starts after everything else on a heavy page; whoever moves on is not counted.

    Which pages were left before it started, and which not, is a matter of the browser's own time.
    """
    return None
