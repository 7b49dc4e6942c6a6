"""Events that come late, or that are dated wrongly."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from fixture_site.bug import bug
from fixture_site.seams import Seams
from fixture_site.tracking import Action, Data, Visitor

_HOUR_S = 3600.0
_TEMPLATES = Path(__file__).parent / "pixel_loaded_last_templates"


@bug(
    family="freshness",
    severity="critical",
    imitates="F022",
    source=(
        "https://github.com/segmentio/action-destinations/pull/3959",
        "https://armadillo.zachwieder.com/rules/facebook-capi",
    ),
)
def event_time_in_milliseconds(seams: Seams) -> Seams:
    """The server's event times are in milliseconds.

    Imitates the clock of a script, passed on as it is: a date some 55,000 years ahead.
    """

    def copies(action: Action, visitor: Visitor, copy: Data) -> list[Data]:
        return [copy | {"event_time": copy["event_time"] * 1000}]

    return seams.tracking_with(server_copies=copies)


@bug(
    family="freshness",
    severity="medium",
    imitates="F076",
    source=("https://github.com/facebookarchive/offline-conversion-file-uploader/issues/31",),
)
def event_time_as_text(seams: Seams) -> Seams:
    """The shop's own sender writes event times as ISO 8601.

    Imitates a JSON library that writes every date so. Meta wants a whole number, and refuses each event.
    """

    def dated(body: Data) -> Data:
        return body | {"data": [event | {"event_time": _iso(event["event_time"])} for event in body["data"]]}

    return seams.tracking_with(request_body=dated)


def _iso(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat()


@bug(
    family="freshness",
    severity="high",
    imitates="F045",
    source=("https://developers.facebook.com/docs/marketing-api/conversions-api/using-the-api",),
)
def order_time_of_a_late_payment(seams: Seams) -> Seams:
    """A sale is dated by its order, whenever it was paid.

    Imitates a hook on the order's status that reads the order's date. Whoever pays at once is reported rightly; a
    transfer that is found after more than a week is too old for Meta, and lost.
    """
    return seams.tracking_with(sale_time=lambda placed_at, paid_at: placed_at)


@bug(
    family="freshness",
    severity="medium",
    imitates="F041",
    source=("https://adfynx.com/blog/conversions-api-troubleshooting-missing-purchases-duplicates-delays-2026",),
)
def server_events_by_cron(seams: Seams) -> Seams:
    """The server's events wait for a job that runs once an hour.

    Imitates a shop that exports its events like its accounts. All of them arrive, and all of them late.
    """
    return seams.tracking_with(sends_at=lambda now: (now // _HOUR_S + 1) * _HOUR_S)


@bug(
    family="freshness",
    severity="medium",
    imitates="F035",
    source=("https://developers.facebook.com/docs/meta-pixel/get-started",),
)
def pixel_loaded_last(seams: Seams) -> Seams:
    """The checkout starts its pixel eight seconds after it has loaded.

    Imitates a heavy page that queues the pixel behind its widgets. Who stays is reported late; who goes on to pay is
    not reported at all.
    """
    return replace(seams, templates=_TEMPLATES)
