"""Whether a server event says where it happened, and by whose browser."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import msgspec

from harness.case import Case
from harness.check import check
from harness.checks.wording import is_absent, keys, listed, many
from harness.copies import Copies
from harness.verdict import Finding, Severity
from mock_meta.event import Channel, Event
from mock_meta.wire.shape import ACTION_SOURCES


@check(
    "context.action_source",
    Severity.HIGH,
    needs=("server",),
    effect_of=("delivery.batch",),
    rule="action_source is required, one of nine words (documented); it decides how Meta uses the event",
)
def server_events_say_where_it_happened(case: Case) -> Iterator[Finding]:
    """Every server event says by ``action_source`` where the action happened, and for one on a website ``website``.

    Without it Meta may refuse the event; with another word it doesn't fold the event into the pixel's, nor use it for
    the delivery of advertisements on the web.
    """
    grouped: dict[tuple[str, str], list[Event]] = defaultdict(list)
    on_site = {event.key for copies in case.copies if copies.browser for event in _server_tries(copies)}
    for event in case.events:
        if event.channel is Channel.SERVER and (told := _wrong_source(event, on_site)):
            grouped[told].append(event)
    for (problem, cause), events in grouped.items():
        yield _finding(case, problem, cause, events, "Set action_source to 'website' for what happens on a page.")


def _wrong_source(event: Event, on_site: set[str]) -> tuple[str, str] | None:
    """What is wrong with the action source of a server event, and why; None if nothing is."""
    source = event.action_source
    if is_absent(source):
        return "without action_source", "the integration is older than the field, which Meta requires since 2021"
    if source not in ACTION_SOURCES:
        return f"with the action_source {source!r}, which Meta does not know", "the word is one of the site's own"
    if source != "website" and event.key in on_site:
        what = f"with the action_source {source!r}, though the browser reports the same from a page"
        return what, "the word is a constant that was meant for another way to sell"
    return None


def _server_tries(copies: Copies) -> tuple[Event, ...]:
    return (*copies.server, *(event for event in copies.refused if event.channel is Channel.SERVER))


def _finding(case: Case, problem: str, cause: str, events: list[Event], remedy: str) -> Finding:
    subjects = {case.subject(event) for event in events}
    return Finding(
        message=f"The server sends {many(len(events), 'event')} ({listed(event.name for event in events)}) {problem}.",
        subject=subjects.pop() if len(subjects) == 1 else "server events",
        events=keys(events),
        causes=(cause,),
        remedy=remedy,
    )


@check(
    "context.browser",
    Severity.HIGH,
    needs=("server",),
    rule="event_source_url and client_user_agent are required of website events (documented); Meta takes them without",
)
def website_events_name_page_and_browser(case: Case) -> Iterator[Finding]:
    """Every server event about a website names the page, and the shopper's browser by its user agent.

    Meta requires both of website events. Without the browser it finds fewer people; without the page it can't tell
    which domain and which step of the shop an event belongs to.
    """
    about_web = [event for event in case.events if event.channel is Channel.SERVER and _is_about_web(case, event)]
    for field, lacking in (("event_source_url", _no_page), ("client_user_agent", _no_browser)):
        without = [event for event in about_web if lacking(event)]
        if without:
            cause = _context_cause(field, without, about_web)
            remedy = f"Keep {field} of the shopper's request with the action, and hand it to the sender."
            found = _finding(case, f"without {field}", cause, without, remedy)
            severity = Severity.MEDIUM if field == "event_source_url" else Severity.HIGH
            yield msgspec.structs.replace(found, check="context.browser", severity=severity)


def _is_about_web(case: Case, event: Event) -> bool:
    """Whether an event is one of the website: by its own word or, where it says nothing, by the plan."""
    if event.action_source is not None:
        return event.action_source == "website"
    promise = case.ledger.plan.promises.get(event.name)
    return promise is not None and Channel.BROWSER in promise.channels


def _no_page(event: Event) -> bool:
    return is_absent(event.source_url)


def _no_browser(event: Event) -> bool:
    return is_absent(event.user_data.get("client_user_agent"))


def _context_cause(field: str, without: list[Event], about_web: list[Event]) -> str:
    if len(without) == len(about_web):
        return f"the sender knows nothing of the shopper's request: {field} is not carried into the queue or worker"
    names = listed(event.name for event in without)
    return f"{names} is sent from a worker, webhook or job, which has no shopper's request to read {field} from"
