"""Why one channel reported one action more than once: read from where and when its copies were made."""

from __future__ import annotations

from collections import defaultdict

from harness.case import Case
from harness.checks.moments import Load, load_of, made_at, path
from harness.checks.wording import listed
from harness.copies import Copies
from mock_meta.event import Channel, Event

_AT_ONCE_S = 2.0
"""Copies of one page this close together come from one run of its scripts."""

Why = tuple[str, str]
"""The likeliest cause of a repetition, and its remedy."""

INSTALLED_TWICE: Why = (
    "the pixel is installed twice (by a plugin and by a tag manager, say)",
    "Take one of the two installations away; look for a second fbq('init') of the same pixel.",
)
TWO_HOOKS: Why = (
    "two hooks or templates of one page send the same event",
    "Send it from one place, and derive its id from the action so that a repeat folds.",
)
_ON_RELOAD: Why = (
    "the tag fires again when the page is loaded again, with a new id",
    "Remember that the action was reported, and derive its id from it so that a repeat folds.",
)
_ON_RETURN: Why = (
    "the tag fires again when the shopper comes back to the page (Back button, restored tab), with a new id",
    "Remember in the browser, too, that the action was reported: the server does not hear of every showing.",
)
_UNKNOWN: Why = ("two tags or hooks send the same event", _ON_RELOAD[1])


def why_repeated(case: Case, copies: Copies, channel: Channel, sent: list[Event]) -> Why:
    """The likeliest cause of several events of one channel about one action."""
    in_order = sorted(sent, key=made_at)
    if channel is Channel.SERVER:
        return _why_on_the_server(case, copies, in_order)
    loads = [load for event in in_order if (load := load_of(case, event)) is not None]
    if len(loads) < len(in_order):
        return _ON_RELOAD if copies.action.conversion is not None and _apart(in_order) else _UNKNOWN
    if len(set(loads)) == 1:
        return _within_one_page(case, in_order)
    return _over_several_pages(case, loads)


def _apart(sent: list[Event]) -> bool:
    return made_at(sent[-1]) - made_at(sent[0]) > _AT_ONCE_S


def _within_one_page(case: Case, sent: list[Event]) -> Why:
    if _apart(sent):
        return (
            "a script of the page sends it again while the page stays (a timer, an observer, a second click)",
            "Send it once for each action; guard against a second run of the handler.",
        )
    return INSTALLED_TWICE if _everything_is_doubled(case) else TWO_HOOKS


def _everything_is_doubled(case: Case) -> bool:
    """Whether the browser repeats all that it reports: two hooks of a page double only what they print.

    PageView tells nothing: the pixel's script sends only the first of a page load, however often it is installed.
    """
    told: dict[str, list[bool]] = defaultdict(list)
    for copies in case.copies:
        if copies.browser and copies.action.name != "PageView":
            told[copies.action.name].append(len(copies.browser) > 1)
    return all(any(doubled) for doubled in told.values())


def _over_several_pages(case: Case, loads: list[Load]) -> Why:
    paths = [path(load.page.url) for load in loads]
    if len(set(paths)) > 1:
        return (
            f"more than one page counts as the confirmation: {listed(paths)}",
            "Let one page report it, once, and derive its id from the action so that a repeat folds.",
        )
    first, last = loads[0], loads[-1]
    between = case.ledger.visits[first.visit].pages[first.place : last.place + 1] if first.visit == last.visit else ()
    stayed = bool(between) and all(path(page.url) == paths[0] for page in between)
    return _ON_RELOAD if stayed else _ON_RETURN


def _why_on_the_server(case: Case, copies: Copies, sent: list[Event]) -> Why:
    once = "Keep with the action that it was reported, and derive its id from it so that a repeat folds."
    actors = {deed.name for deed in case.ledger.actors if sent[0].received_at < deed.at <= sent[-1].received_at}
    conversion = copies.action.conversion
    if actors:
        status = f" (its status is {conversion.status!r} now)" if conversion is not None and conversion.status else ""
        return f"a later change sends it again: {listed(sorted(actors))} came in between{status}", once
    if _apart(sent) and len({event.event_time for event in sent}) == 1 and len({event.event_id for event in sent}) > 1:
        return "each attempt of the sender makes an id of its own", "Make the id once and keep it with the message."
    if _apart(sent):
        return "the sender listens to more than one status of the order", once
    return "two hooks of the back end send the same event", once
