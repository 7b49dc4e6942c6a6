"""Why two copies of one action do not fold: told from the copies themselves, the surest sign first."""

from __future__ import annotations

import re
from typing import NamedTuple

from harness.copies import Copies
from mock_meta.event import Channel, Event

_ID_NAMES = ("event_id", "eventID", "eventId", "eid")
_FOURTH = "Call fbq('track', name, parameters, {eventID: id}): the id belongs into the fourth argument."
_MAKE_ONE = "Make one id for the action, hand it to the page, and send that same id from the server."


class Why(NamedTuple):
    """The likeliest cause, and its remedy."""

    cause: str
    remedy: str


def why_unpaired(copies: Copies, browser: Event, server: Event) -> Why:
    """What keeps the browser's and the server's copy of an action apart."""
    if browser.pixel_id != server.pixel_id:
        return Why("browser and server report to different pixels", "Send both copies to one and the same pixel.")
    if browser.event_id and server.event_id:
        return _two_ids(copies, browser, server)
    if browser.event_id:
        return _no_server_id(server)
    return _no_browser_id(copies, browser, server)


def _no_server_id(server: Event) -> Why:
    if _stated_id(server):
        return Why(
            "the server's id is not at the top level of the event but among its parameters",
            "Set event_id on the event itself, beside event_name; in custom_data Meta does not look for it.",
        )
    return Why(
        "the server's id is missing: its sender leaves it out, or reads it from a place where nobody puts it",
        "Hand the page's id to the sender, and set event_id beside event_name.",
    )


def _no_browser_id(copies: Copies, browser: Event, server: Event) -> Why:
    page = copies.action.page
    if browser.name == "PageView" and page is not None and page.route:
        return Why(
            "it is the pixel's own PageView for a change of the address, which never has an id",
            "Set fbq.disablePushState and fbq.allowDuplicatePageViews to true, and report each route with its id.",
        )
    if _stated_id(browser):
        return Why("the browser's id stands among the parameters (third argument of fbq), where it is no id", _FOURTH)
    if not server.event_id:
        return Why("neither side sends an id", _MAKE_ONE)
    return Why("the browser's id is missing: a wrapper drops the fourth argument of fbq, or nobody passes it", _FOURTH)


def _stated_id(event: Event) -> str:
    """An id that an event carries among its parameters."""
    return next((str(event.custom_data[name]) for name in _ID_NAMES if event.custom_data.get(name)), "")


def _two_ids(copies: Copies, browser: Event, server: Event) -> Why:
    one, other = str(browser.event_id), str(server.event_id)
    if one == other:
        hours = abs(server.received_at - browser.received_at) / 3600
        return Why(f"same name and id, but {hours:.0f} hours apart", "Send both copies within 48 hours.")
    if one.strip().lower() == other.strip().lower():
        return Why("the ids differ in capital letters or blanks only", "Pass the id on as it is, byte for byte.")
    if _holds(one, other) or _holds(other, one):
        return Why("one side adds something to the id that the other does not", _MAKE_ONE)
    if _reported_elsewhere(copies, browser, server):
        return Why(
            f"the server reports it from another step ({server.source_url}), with an id of its own",
            "Report the sale where it becomes final, with the id that its confirmation page uses.",
        )
    return Why("each side makes an id of its own", _MAKE_ONE)


def _holds(whole: str, part: str) -> bool:
    """Whether an id is another one with a prefix or a suffix."""
    edges = rf"(?:^|[^A-Za-z0-9]){re.escape(part)}(?:[^A-Za-z0-9]|$)"
    return len(part) > 1 and whole != part and re.search(edges, whole) is not None


def _reported_elsewhere(copies: Copies, browser: Event, server: Event) -> bool:
    """Whether the server names another address of the site for a sale than the page that reported it."""
    if copies.action.conversion is None or not (browser.source_url and server.source_url):
        return False
    pages = [url.partition("?")[0].partition("#")[0].rstrip("/") for url in (browser.source_url, server.source_url)]
    return pages[0] != pages[1]


def why_shared(event_id: str, losers: list[Event], keeper: Event, *, same_page: bool) -> tuple[str, ...]:
    """Why two actions have one id, likeliest first."""
    cached = "a page cache serves a rendered id again"
    made_of = "the id is made of something that repeats"
    events = [keeper, *losers]
    if any(_is_moment(event_id, event) for event in events):
        return ("the id is a moment in time, which several shoppers or actions share", cached)
    if any(_holds(event_id, part) or event_id == part for part in _parts(losers[0])):
        return (f"{made_of}: it holds the article or the visitor, not the action", cached)
    browsers = [event for event in losers if event.channel is Channel.BROWSER]
    return (cached, made_of) if browsers and same_page else (made_of, cached)


def _is_moment(event_id: str, event: Event) -> bool:
    """Whether an id is a Unix time, in seconds or milliseconds, of within a day of its event."""
    for digits in re.findall(r"(?<!\d)(?:\d{10}|\d{13})(?!\d)", event_id):
        seconds = int(digits) / (1000 if len(digits) > 10 else 1)
        if abs(seconds - (event.event_time or event.received_at)) < 86400:
            return True
    return False


def _parts(event: Event) -> list[str]:
    """What an event tells of its article and its visitor."""
    ids = event.custom_data.get("content_ids")
    known = [*(ids if isinstance(ids, list) else [ids]), event.user_data.get("fbp"), event.user_data.get("external_id")]
    return [str(part) for part in known if part]
