"""Whether events arrive while they are still worth something."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from harness.case import Case
from harness.check import check
from harness.checks.wording import keys, listed, many
from harness.copies import Copies
from harness.owed import DELAY, Due, Standing, excused
from harness.verdict import Finding, Severity
from mock_meta.event import Channel, Event

_PATIENCE_S = 5.0
"""How long a page may take, once it is loaded, until its events are out."""
_TIMES_ITS_LOADING = 2.0
_AT_ONCE_S = 1.0


class _Late(NamedTuple):
    """A copy, what it reports, and how many seconds after its due it came."""

    event: Event
    copies: Copies
    delay: float


@check(
    "latency.delay",
    Severity.MEDIUM,
    rule="the plan's max_delay_s; Meta asks for real time and warns from 2 hours on (documented)",
)
def copies_arrive_in_time(case: Case) -> Iterator[Finding]:
    """Each copy arrives within the plan's delay: browser copies after the deed, server copies after the conversion.

    Late events are attributed worse, and from 48 hours on a late copy is counted a second time.
    """
    late: dict[Channel, list[_Late]] = defaultdict(list)
    for copies in case.copies:
        for channel in Channel:
            due = case.due(copies.action, channel)
            if _free(case, due) or not copies.on(channel):
                continue
            first = copies.on(channel)[0]
            delay = first.received_at - due.since
            if delay > _limit(case, first):
                late[channel].append(_Late(first, copies, delay))
    for channel, found in late.items():
        subjects = tuple(dict.fromkeys(one.copies.action.subject for one in found))
        yield Finding(
            message=f"{_what(channel, found)} came {_span(found)} late; "
            f"the plan allows {min(_limit(case, one.event) for one in found):.0f} s.",
            subject=subjects[0] if len(subjects) == 1 else f"latency/{channel}",
            covers=subjects if len(subjects) > 1 else (),
            events=keys(one.event for one in found),
            causes=_server_causes(found) if channel is Channel.SERVER else _BROWSER_CAUSES,
            remedy="Send each event when it happens, from a queue that drains at once.",
        )


def _free(case: Case, due: Due) -> bool:
    """Whether a copy has no deadline here."""
    return due.standing is not Standing.OWED or bool(excused(case.ledger, due.action, due.channel, DELAY))


def _limit(case: Case, event: Event) -> float:
    return case.ledger.plan.promises[event.name].max_delay_s


def _what(channel: Channel, found: list[_Late]) -> str:
    names = listed(one.event.name for one in found)
    if len({one.event.name for one in found}) == 1:
        return f"{names} on the {channel} channel"
    return f"{many(len(found), 'event')} on the {channel} channel ({names})"


def _span(found: list[_Late]) -> str:
    least, most = min(one.delay for one in found), max(one.delay for one in found)
    return f"{most:.0f} s" if len({one.event.name for one in found}) == 1 else f"{least:.0f} to {most:.0f} s"


_BROWSER_CAUSES = ("the pixel's script is loaded last", "the call of fbq waits for something slow")


def _server_causes(found: list[_Late]) -> tuple[str, ...]:
    """Likeliest first: a failed first try, a job that sends many at a time, or a worker that is behind."""
    batches, slow = "events are sent in batches or by cron", "the sender waits for something slow"
    if any(try_.received_at < one.event.received_at for one in found for try_ in one.copies.refused):
        return ("the first try failed, and the sender waited too long before the next", batches)
    heard = [one.event.received_at for one in found]
    done = [one.copies.action.at for one in found]
    apart, together = max(done) - min(done), max(heard) - min(heard)
    if apart > _AT_ONCE_S and together > apart / 2 and len(found) > 1:
        return ("the queue or its worker is behind by about this long", batches)
    return (batches, slow)


@check(
    "latency.page",
    Severity.MEDIUM,
    needs=("browser",),
    rule="what is sent long after a page has loaded is lost with every visitor who moves on (by the nature of pages)",
)
def pages_report_soon_after_loading(case: Case) -> Iterator[Finding]:
    """What a page reports by itself leaves the browser within five seconds of its loading, or twice the time of that.

    A page that took long to load shows a slow machine or network, on which all takes longer. What a click reports may
    wait for an answer to it; the plan's delay is for that. A pixel that starts after everything else on a heavy page
    still reports those who stay; of those who move on, and of those who buy quickly, it reports nothing.
    """
    slow: dict[str, list[_Late]] = defaultdict(list)
    for copies in case.copies:
        due, page = case.due(copies.action, Channel.BROWSER), copies.action.page
        if page is None or page.loaded_at is None or _free(case, due) or not copies.browser:
            continue
        if copies.action.at > page.at:
            continue
        first = copies.browser[0]
        # By the page's own clock: one that is run through its life ahead of time sends early by ours.
        delay = (first.event_time or first.received_at) - max(page.loaded_at, due.since)
        if delay > max(_PATIENCE_S, _TIMES_ITS_LOADING * (page.loaded_at - page.at)):
            slow[urlsplit(page.url).path].append(_Late(first, copies, delay))
    for path, found in slow.items():
        told = max(one.delay for one in found)
        yield Finding(
            message=f"The page {path} sends {listed(one.event.name for one in found)} only {told:.0f} s after it "
            "had loaded.",
            subject=f"page/{path}",
            events=keys(one.event for one in found),
            causes=("the pixel's script is loaded last, after everything else on the page",)
            if any(one.event.name == "PageView" for one in found)
            else ("the call of fbq waits for something slow",),
            remedy="Start the pixel in the head of the page, before widgets and other scripts.",
        )
