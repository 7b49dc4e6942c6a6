"""Whether reports come in the order in which things happened, and follow a shopper through a single-page site."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from harness.actions import Action
from harness.case import Case
from harness.check import check
from harness.checks.wording import event_id, keys, listed, many
from harness.copies import Copies
from harness.ledger import PageLoad, view_of
from harness.owed import Standing
from harness.verdict import Finding, Severity
from mock_meta.event import Channel, Event

_PAGE_VIEW = "PageView"
_SLACK_S = 1.0
"""Servers state whole seconds, and two clocks of one machine may differ by less."""
_ROUTES = "the pixel reports a change of the address by itself unless told not to, once for each (measured)"


@check(
    "ordering.navigation",
    Severity.MEDIUM,
    needs=("browser",),
    rule=f"the site's tracking plan (routes = true); {_ROUTES}",
)
def every_view_is_reported_once(case: Case) -> Iterator[Finding]:
    """Each view of a single-page site is reported once, with its own address.

    Such a site changes what it shows without loading a page. A tag that only knows page loads misses these views, one
    that listens beside the pixel's own listener reports them twice, and one that remembers an address names the wrong.
    """
    for name, promise in case.ledger.plan.promises.items():
        views = [copies for copies in case.copies if copies.action.name == name and copies.action.page is not None]
        if promise.routes and any(copies.action.page and copies.action.page.route for copies in views):
            yield from _unreported(case, name, views)
            yield from _twice(name, views)
    yield from _stale(case)


def _unreported(case: Case, name: str, views: list[Copies]) -> Iterator[Finding]:
    owed = [copies for copies in views if case.due(copies.action, Channel.BROWSER).standing is Standing.OWED]
    missing = [copies for copies in owed if not copies.browser]
    if not missing or len(missing) == len(owed):
        return
    routes = [copies for copies in owed if _is_route(copies.action)]
    if all(_is_route(copies.action) for copies in missing):
        cause = "only page loads are tracked: nothing reports a view that a script shows"
        cause = cause if len(missing) == len(routes) else "some routes are shown in a way that the tag does not hear of"
    else:
        cause = "the pixel starts after the router's first event, so that the first view is missed"
    yield Finding(
        message=f"{name}: {len(missing)} of {many(len(owed), 'view')} of the site did not report it "
        f"({listed(_path(copies) for copies in missing)}).",
        subject=name,
        causes=(cause, "the route's handler runs only for some kinds of links"),
        remedy=f"Report {name} whenever the router has shown a view, the first one included.",
    )


def _twice(name: str, views: list[Copies]) -> Iterator[Finding]:
    doubled = []
    for copies in views:
        by_pixel: dict[str, list[Event]] = defaultdict(list)
        for event in copies.browser:
            by_pixel[event.pixel_id].append(event)
        doubled += [(copies, events) for events in by_pixel.values() if _is_route(copies.action) and len(events) > 1]
    if not doubled:
        return
    first, events = doubled[0]
    ids = " and ".join(event_id(event) for event in events[:2])
    yield Finding(
        message=f"{name}: {many(len(doubled), 'view')} that a script showed came twice from the browser "
        f"(first {_path(first)}, with {ids}).",
        subject=name,
        events=keys(event for _, sent in doubled for event in sent),
        causes=_why_twice(name, [event for _, sent in doubled for event in sent]),
        remedy="Set fbq.disablePushState to true before init, and report each route from one place.",
    )


def _why_twice(name: str, events: list[Event]) -> tuple[str, ...]:
    own = "the pixel's own history listener is on beside the router's call"
    handler = "the route's handler is bound twice"
    automatic = name == _PAGE_VIEW and any(not event.event_id for event in events)
    return (own, handler) if automatic else (handler, "two tags report the same route")


def _stale(case: Case) -> Iterator[Finding]:
    """Browser events of a route that name another view's address."""
    wrong = [
        (copies.action, event)
        for copies in case.copies
        if _is_route(copies.action)
        for event in copies.browser
        if copies.action.page is not None and event.source_url and _differ(event.source_url, copies.action.page)
    ]
    if wrong:
        action, event = wrong[0]
        also = f", and so for {many(len(wrong) - 1, 'more event')}" if len(wrong) > 1 else ""
        yield Finding(
            message=f"{action.label} names another address, {event.source_url}{also}.",
            subject="address",
            events=keys(event for _, event in wrong),
            causes=("the tag keeps the address of the landing page", "the event is sent before the address changes"),
            remedy="Let the pixel read the address at each event, after the router has changed it.",
        )


def _differ(url: str, page: PageLoad) -> bool:
    try:
        return view_of(url) != view_of(page.url)
    except ValueError:
        return True


def _is_route(action: Action) -> bool:
    return action.page is not None and action.page.route


def _path(copies: Copies) -> str:
    """The view of an action as its address shows it, without the host."""
    return "/" + copies.action.page.url.split("/", 3)[-1] if copies.action.page is not None else ""


@check(
    "ordering.sequence",
    Severity.LOW,
    effect_of=("dedupe.pairing", "dedupe.unique_ids", "ordering.navigation", "counting.per_action", "latency.*"),
    rule="the order of the books and of the pages; the base code's PageView comes first (Meta, documented)",
)
def reports_keep_the_order(case: Case) -> Iterator[Finding]:
    """A page reports itself before what happens on it, and a sale comes after the steps that led to it.

    What is sent before the pixel is ready lacks the customer's data; a sale that is told too early may never be one.
    """
    yield from _before_its_page(case)
    yield from _before_its_time(case)


def _before_its_page(case: Case) -> Iterator[Finding]:
    early: dict[str, list[tuple[Event, Event]]] = defaultdict(list)
    for event, view in case.ahead_of_page:
        early[case.subject(event)].append((event, view))
    for subject, pairs in early.items():
        event, view = pairs[0]
        gap = (view.event_time or 0.0) - (event.event_time or 0.0)
        bare = any(view.user_data.get(key) and not event.user_data.get(key) for key in ("em", "ph", "external_id"))
        waits = "the page waits for the customer's data before it starts the pixel, and this event does not wait"
        alone = "the event's tag does not wait for the base code"
        yield Finding(
            message=f"The browser sent {event.name} {gap:.1f} s before the PageView of the same page, {view.source_url}"
            f"{', and without the customer data that this carries' if bare else ''}.",
            subject=subject,
            events=keys(one for pair in pairs for one in pair),
            causes=(waits, alone) if bare else (alone, waits),
            remedy="Start the pixel with PageView first, and send what happens on the page after it.",
        )


def _before_its_time(case: Case) -> Iterator[Finding]:
    for copies in case.copies:
        conversion = copies.action.conversion
        if conversion is None:
            continue
        for event in copies.accepted:
            slack = 0.0 if _is_elsewhere(event, copies) else _SLACK_S
            # What comes after the order and before its payment is counted too early: another check's matter.
            if event.received_at < conversion.created_at - slack:
                yield _premature(copies, event)
                break
        else:
            yield from _before_its_steps(case, copies)


def _is_elsewhere(event: Event, copies: Copies) -> bool:
    """Whether an event names another page than the browser, which was on the one that confirms the sale."""
    confirming = {_plain(browser.source_url) for browser in copies.browser}
    return event.channel is Channel.SERVER and bool(confirming) and _plain(event.source_url) not in confirming


def _plain(url: str | None) -> str:
    return (url or "").partition("?")[0].partition("#")[0]


def _premature(copies: Copies, event: Event) -> Finding:
    early = copies.action.began_at - event.received_at
    return Finding(
        message=f"The {event.channel} reported {copies.action.label} {early:.1f} s before it was made, "
        f"from {event.source_url}.",
        subject=copies.action.subject,
        check="ordering.sequence",
        severity=Severity.HIGH,
        events=(event.key,),
        causes=("it is sent from a step of the checkout, before there is an order",),
        remedy="Report the sale when the books record it as final.",
    )


def _before_its_steps(case: Case, sale: Copies) -> Iterator[Finding]:
    """Steps that the browser reported, by its own clock, only after the sale that they led to."""
    told = min((e.event_time for e in sale.browser if e.event_time is not None), default=None)
    if told is None or sale.action.visit is None:
        return
    for copies in case.copies:
        step = copies.action
        if step.conversion is not None or step.visit != sale.action.visit or step.at >= sale.action.began_at:
            continue
        late = [e for e in copies.browser if e.event_time is not None and e.event_time > told]
        if late and len(late) == len(copies.browser):
            yield Finding(
                message=f"The browser sent {sale.action.label} before {step.label}, which had come first.",
                subject=sale.action.subject,
                events=keys((*sale.browser, *late)),
                causes=("the step's tag waits for something that the sale's does not",),
                remedy="Send each step when it happens, before the page moves on.",
            )
            return
