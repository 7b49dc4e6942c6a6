"""The tab is closed while a sale or a lead is being confirmed: at which moment, and what is lost by it."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from harness.condition import CONVERSIONS
from harness.errors import NotHereError
from harness.ledger import Excuse, is_page_of
from harness.tabs import in_each_tab, on_requests
from mock_meta.event import Channel

if TYPE_CHECKING:
    from playwright.async_api import Page, Request

    from harness.visit import Visit

WHEN = "when the tab is closed"
"""What the conditions of a closed tab decide."""
LOST = (
    Excuse(
        channel=Channel.BROWSER,
        aspect="presence",
        reason="the tab was closed before its page can have told of it",
        events=CONVERSIONS,
    ),
)
"""The pixel's copy of the conversion may be lost; the server's never."""
_SENDS = ("POST", "PUT")


def confirmations(visit: Visit) -> tuple[str, ...]:
    """The patterns of the pages that confirm a conversion.

    Raises:
        NotHereError: the plan names none.
    """
    found = tuple(pattern for promise in visit.slot.site.plan.values() for pattern in promise.confirmation)
    if not found:
        raise NotHereError("site.toml names no page that confirms a conversion (plan.*.confirmation)")
    return found


async def close_on_request(visit: Visit, name: str) -> None:
    """Close the tab when the request for the page that confirms has left the browser."""
    patterns = confirmations(visit)

    def on_request(request: Request) -> None:
        if _is_document(request) and is_page_of(request.url, visit.slot.site.own_hosts, patterns):
            _close(visit, name, f"the browser had asked for {_path(request.url)}")

    await on_requests(visit, "request", on_request)


async def close_on_payment(visit: Visit, name: str) -> None:
    """Close the tab when the request that books has left the browser.

    It is what the plan names as ``booked_by``, or else what the page that confirms is asked for after: a redirect.
    """
    patterns = confirmations(visit)
    booking = tuple(path for promise in visit.slot.site.plan.values() for path in promise.booked_by)

    def on_request(request: Request) -> None:
        if request.method in _SENDS and any(fnmatchcase(_path(request.url), pattern) for pattern in booking):
            _close(visit, name, f"the browser had sent {request.method} {_path(request.url)}")
        elif _is_document(request) and is_page_of(request.url, visit.slot.site.own_hosts, patterns):
            _close(visit, name, f"the browser was sent on to {_path(request.url)}")

    await on_requests(visit, "request", on_request)


async def close_on(visit: Visit, event: str, name: str, what: str) -> None:
    """Close the tab when the page that confirms comes to an ``event`` of its life."""
    patterns = confirmations(visit)

    def on_event(page: Page) -> None:
        if is_page_of(page.url, visit.slot.site.own_hosts, patterns):
            _close(visit, name, f"{_path(page.url)} {what}")

    async def begin(page: Page) -> None:
        page.on(event, on_event)  # type: ignore[call-overload]

    await in_each_tab(visit, begin)


def _close(visit: Visit, name: str, fact: str) -> None:
    if not visit.walking.ended:
        visit.trace(name, f"the tab was closed when {fact}")
        visit.close_tab(fact)


def _is_document(request: Request) -> bool:
    return request.is_navigation_request() and request.frame.parent_frame is None


def _path(url: str) -> str:
    return urlsplit(url).path
