"""Why a copy that is owed never came: what the rest of the evidence says, likeliest first."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from harness.actions import Action
from harness.case import Case
from harness.copies import Copies
from harness.ledger import PageError, PageLoad, is_page_of
from harness.owed import Standing
from mock_meta.event import Channel, Event

_SLACK_S = 0.5
"""How far the harness's own note of a moment may lie from the page's."""


REPORT_ONLY = "[Report Only]"
"""How the browser begins what a policy would block, and does not."""


class Cause(msgspec.Struct, frozen=True, kw_only=True):
    """What explains a missing copy, and what to do.

    Copies whose causes share a ``key`` were lost by one fact, and are one finding, filed under ``subject`` if that is
    given; an empty key leaves each action a finding of its own.
    """

    words: tuple[str, ...]
    remedy: str
    key: str = ""
    subject: str = ""


class Loss(msgspec.Struct, frozen=True, kw_only=True):
    """One missing copy in its surroundings: the page that should have told of it, and what Meta heard from there."""

    case: Case
    copies: Copies
    page: PageLoad | None
    heard: tuple[Event, ...] = ()
    """The browser's events from that page."""

    @property
    def action(self) -> Action:
        """What was not told."""
        return self.copies.action

    @property
    def is_of_a_click(self) -> bool:
        """Whether the shopper did it on a page that stood there."""
        return _is_click(self.action)

    @property
    def errors(self) -> tuple[PageError, ...]:
        """What went wrong on the page while it was shown."""
        return errors_on(self.case, self.action.visit, self.page)


Reasons = tuple[Callable[[Loss], Cause | None], ...]
"""What can explain a loss, in the order in which it is asked for."""


def lost(case: Case, copies: Copies) -> Loss:
    """The surroundings of a missing copy."""
    page = telling_page(case, copies.action)
    return Loss(case=case, copies=copies, page=page, heard=_heard_from(case, page))


def telling_page(case: Case, action: Action) -> PageLoad | None:
    """The page that tells of an action in the browser: its own, or of a conversion the first one shown after it."""
    if action.page is not None or action.visit is None:
        return action.page
    ledger = case.ledger
    own = [page for page in ledger.visits[action.visit].pages if is_page_of(page.url, ledger.site_hosts, ("*",))]
    after = [page for page in own if page.at >= action.at]
    # A page that books a sale by a script stays where it is.
    staying = [page for page in own if page.at < action.at and (page.left_at or action.at) > action.at + 2]
    return next(iter((*staying, *after)), None)


def errors_on(case: Case, visit: int | None, page: PageLoad | None) -> tuple[PageError, ...]:
    """The site's own errors on one page of one visit."""
    if page is None or visit is None:
        return ()
    all_errors = case.ledger.visits[visit].page_errors
    errors = (error for error in all_errors if not error.by and not error.message.startswith(REPORT_ONLY))
    return tuple(error for error in errors if _during(page, error.at, error.url))


def is_missing(case: Case, copies: Copies, channel: Channel) -> bool:
    """Whether a channel owed a copy and Meta has none."""
    return case.due(copies.action, channel).standing is Standing.OWED and not copies.on(channel)


def cause_of(loss: Loss, reasons: Reasons) -> Cause:
    """The first cause that the evidence gives; the last reason always gives one."""
    return next(cause for reason in reasons if (cause := reason(loss)) is not None)


def tried(loss: Loss, channel: Channel) -> Cause | None:
    """The cause of what was sent, and got to no place where it counts: refused, misspelt, or to another pixel."""
    if not loss.case.lost_copies(loss.copies, channel):
        return None
    return Cause(
        words=("it was sent, but refused, under another name, or to another pixel",),
        remedy="Look at the event that was sent in its place.",
    )


def first_of_its_kind(case: Case, error: PageError) -> PageError:
    """The first error of the run that says the same."""
    return next(other for other in _errors(case) if kind_of(other) == kind_of(error))


def kind_of(error: PageError) -> tuple[str, str]:
    """What makes two errors one fact: the first line of what they say; all of a policy's are one."""
    return error.kind, "" if error.kind == "policy" else error.message.split("\n", 1)[0]


def _errors(case: Case) -> Iterator[PageError]:
    return (error for visit in case.ledger.visits for error in visit.page_errors)


def is_harmless(case: Case, error: PageError) -> bool:
    """Whether a page with the same error told all that it owed."""
    for visit, seen in enumerate(case.ledger.visits):
        for page in seen.pages:
            errors = errors_on(case, visit, page)
            if any(kind_of(other) == kind_of(error) for other in errors) and _told_all(case, page):
                return True
    return False


def _told_all(case: Case, page: PageLoad) -> bool:
    """Whether the page owed something, and nothing of it is missing."""
    mine = [copies for copies in case.copies if telling_page(case, copies.action) == page]
    owed = [copies for copies in mine if case.due(copies.action, Channel.BROWSER).standing is Standing.OWED]
    return bool(owed) and all(copies.browser for copies in owed)


def _heard_from(case: Case, page: PageLoad | None) -> tuple[Event, ...]:
    if page is None:
        return ()
    told = (event for event in case.accepted if event.channel is Channel.BROWSER and event.source_url)
    return tuple(event for event in told if _during(page, moment(event), event.source_url or ""))


def _during(page: PageLoad, at: float, url: str) -> bool:
    until = page.left_at if page.left_at is not None else float("inf")
    return url.partition("#")[0] == page.url.partition("#")[0] and page.at - _SLACK_S <= at <= until + _SLACK_S


def moment(event: Event) -> float:
    """When the page made an event, or Meta got it."""
    return event.received_at if event.event_time is None else event.event_time


def _is_click(action: Action) -> bool:
    return action.page is not None and action.at > action.page.at


def is_of_a_click(case: Case, event: Event) -> bool:
    """Whether a browser event reports what the shopper did on a page that stood there."""
    return any(event in copies.browser and _is_click(copies.action) for copies in case.copies)


def agreed_on(loss: Loss, page: PageLoad) -> bool:
    """Whether the visitor answered the consent question on that page, which lets its pixel begin late."""
    consent = loss.case.ledger.visits[loss.action.visit].consent if loss.action.visit is not None else ()
    return any(page.at <= change.at and (page.left_at is None or change.at <= page.left_at) for change in consent)
