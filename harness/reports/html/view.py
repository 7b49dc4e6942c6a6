"""What the report shows of one scenario when it is opened: its timeline, its pairs and what was sent, ready to draw."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from harness.case import Case
from harness.copies import Copies
from harness.ledger import Ledger
from harness.reports.mask import Mask
from harness.reports.raw import readable
from harness.reports.timeline import Lane, Timeline, timeline
from mock_meta.event import Channel, Event
from mock_meta.near_misses import explain

_UNITS = 1000.0
"""How wide the axis is drawn, in units of its own."""
_STEPS = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 1000.0, float("inf"))
_TICKS = 12
"""How many times the axis names the time at most, about."""
_TOLD = ("transport", "action_source", "source_url", "data_processing_options", "test_event_code")


class Dot(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A mark of the timeline: its lane by number, where it begins and ends, and what it says."""

    lane: int
    x: float
    label: str
    at: str
    w: float = 0.0
    key: str = ""
    state: str = ""


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """One event as a reader sees it when they ask for it; ``request`` is the number of the one that carried it."""

    title: str
    parts: dict[str, Any]
    request: str


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One action with its copies: what each channel told of it, and how Meta took them."""

    action: str
    at: str
    browser: tuple[str, ...]
    server: tuple[str, ...]
    said: str


class Near(msgspec.Struct, frozen=True, kw_only=True):
    """Two copies that Meta counts apart and that were nearly one: what they share, and each field that differs."""

    name: str
    earlier: str
    later: str
    same: str
    fields: tuple[tuple[str, Any, Any], ...]


class View(msgspec.Struct, frozen=True, kw_only=True):
    """A scenario, opened."""

    lanes: tuple[str, ...]
    dots: tuple[Dot, ...]
    links: tuple[tuple[str, str], ...]
    breaks: tuple[tuple[float, float], ...]
    ticks: tuple[tuple[float, str], ...]
    rows: tuple[Row, ...]
    near: tuple[Near, ...]
    sheets: dict[str, Sheet]
    requests: dict[str, dict[str, Any]]
    consent: tuple[tuple[str, str, str], ...]


def view(ledger: Ledger, mask: Mask) -> dict[str, Any]:
    """What the report shows of this evidence, masked: a `View` as JSON has it."""
    shown: dict[str, Any] = mask.value(msgspec.to_builtins(_view(ledger, mask)))
    return shown


def _view(ledger: Ledger, mask: Mask) -> View:
    case, drawn = Case(ledger), timeline(ledger)
    start = case.ledger.started_at
    told = {event.request for event in case.events}
    return View(
        lanes=tuple(str(lane) for lane in Lane),
        dots=tuple(_dots(drawn)),
        links=tuple((link.browser, link.server) for link in drawn.links),
        breaks=tuple((_x(drawn, one.since), _x(drawn, one.until)) for one in drawn.breaks),
        ticks=tuple(_ticks(drawn)),
        rows=tuple(_row(case, copies, start) for copies in case.copies),
        near=tuple(_near(case)),
        sheets={event.key: _sheet(event, start, mask) for event in case.events},
        requests={str(one.seq): readable(one, mask) for one in ledger.requests if one.seq in told},
        consent=tuple(_consent(case, start)),
    )


def moment(seconds: float) -> str:
    """A moment of a run, from its start: seconds, with days, hours and minutes where there are any."""
    days, rest = divmod(seconds, 86400.0)
    hours, rest = divmod(rest, 3600.0)
    minutes, rest = divmod(rest, 60.0)
    whole = [f"{int(n)} {name}" for n, name in ((days, "d"), (hours, "h"), (minutes, "min")) if n]
    return " ".join([*whole, f"{rest:.2f} s"])


def _x(drawn: Timeline, at: float) -> float:
    return round(_UNITS * drawn.place(at) / (drawn.length or 1.0), 2)


def _ticks(drawn: Timeline) -> Iterator[tuple[float, str]]:
    """Where the axis names the time: at even steps of each stretch between two breaks."""
    step = next(size for size in _STEPS if drawn.length / size <= _TICKS)
    edges = [0.0, *(edge for one in drawn.breaks for edge in (one.since, one.until)), drawn.ends_at]
    for since, until in zip(edges[::2], edges[1::2], strict=True):
        moments = [since + step * number for number in range(int((until - since) / step) + 1)]
        yield from ((_x(drawn, at), moment(at)) for at in moments)


def _dots(drawn: Timeline) -> Iterator[Dot]:
    lanes = list(Lane)
    for mark in drawn.marks:
        x = _x(drawn, mark.at)
        yield Dot(
            lane=lanes.index(mark.lane),
            x=x,
            w=0.0 if mark.until is None else round(_x(drawn, mark.until) - x, 2),
            label=mark.label,
            at=moment(mark.at),
            key=mark.key,
            state=mark.state,
        )


def _row(case: Case, copies: Copies, start: float) -> Row:
    folded = {event.key for entry in case.counted if len(entry.copies) > 1 for event in entry.copies}
    both = copies.browser and copies.server
    one = all(event.key in folded for event in (*copies.browser, *copies.server))
    said = "counted once" if both and one else "not folded" if both else "one copy" if copies.accepted else "none came"
    return Row(
        action=copies.action.label,
        at=moment(copies.action.at - start),
        browser=tuple(_told(event, start) for event in (*copies.browser, *_refused(copies, Channel.BROWSER))),
        server=tuple(_told(event, start) for event in (*copies.server, *_refused(copies, Channel.SERVER))),
        said=said,
    )


def _refused(copies: Copies, channel: Channel) -> list[Event]:
    return [event for event in copies.refused if event.channel is channel]


def _told(event: Event, start: float) -> str:
    refused = "" if event.accepted else ", refused"
    return f"{event.event_id or 'no id'} at {moment(event.received_at - start)}{refused}"


def _near(case: Case) -> Iterator[Near]:
    """The entries of Meta's books that nearly folded, field by field."""
    start = case.ledger.started_at
    events = {event.key: event for event in case.events}
    for entry in explain(case.counted, case.ledger.counting):
        for miss in entry.near_misses:
            yield Near(
                name=entry.kept.name,
                earlier=_copy(events[miss.earlier], start),
                later=_copy(events[miss.later], start),
                same=" and ".join(miss.same),
                fields=tuple((one.field, one.earlier, one.later) for one in miss.differences),
            )


def _copy(event: Event, start: float) -> str:
    return f"{event.channel}, {moment(event.received_at - start)}"


def _sheet(event: Event, start: float, mask: Mask) -> Sheet:
    parts: dict[str, Any] = {
        "received": moment(event.received_at - start),
        "event_id": event.event_id,
        "event_time": None if event.event_time is None else moment(event.event_time - start),
        "pixel": event.pixel_id,
        **{name: getattr(event, name) for name in _TOLD if getattr(event, name)},
        "custom_data": dict(event.custom_data),
        "user_data": mask.user_data(event.user_data),
        "answer": {"status": event.answer.status, "error": str(event.answer.error) if event.answer.error else None},
    }
    return Sheet(title=f"{event.name}, {event.channel}", parts=parts, request=str(event.request))


def _consent(case: Case, start: float) -> Iterator[tuple[str, str, str]]:
    """What each visitor answered, and when; also that one never did, and whose answer was there before."""
    for number, visit in enumerate(case.ledger.visits, start=1):
        who = f"visit {number}"
        for change in visit.consent:
            at = change.at - start
            yield who, moment(at) if at >= 0 else "before the run", f"consent {change.choice}"
        if visit.opted_out_at is not None:
            yield who, moment(visit.opted_out_at - start), f"opted out under the law of {visit.region}"
        if not visit.consent:
            yield who, "–", "the question was never answered"
