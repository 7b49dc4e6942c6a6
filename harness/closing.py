"""The tab is closed while a sale or a lead is being confirmed: at which moment, and what is lost by it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from harness.condition import CONVERSIONS
from harness.errors import NotHereError
from harness.ledger import Excuse, is_page_of
from harness.tabs import in_each_tab, on_requests, session_of, spawn
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


async def close_on_answer(visit: Visit, name: str) -> None:
    """Close the tab when the site has answered the request for the page that confirms, which is never shown.

    A browser that can't hold an answer back is closed at its word that it asks; the page may be quicker.
    """
    own_hosts, patterns = visit.slot.site.own_hosts, confirmations(visit)

    def close(url: str) -> bool:
        if confirms := is_page_of(url, own_hosts, patterns):
            _close(visit, name, f"the browser had asked for {_path(url)}")
        return confirms

    def on_request(request: Request) -> None:
        if _is_document(request):
            close(request.url)

    async def begin(page: Page) -> None:
        if not await _hold_documents(page, own_hosts, close):
            page.on("request", on_request)

    await in_each_tab(visit, begin)


async def _hold_documents(page: Page, hosts: Iterable[str], keeps: Callable[[str], bool]) -> bool:
    """Hold back for good each answer to the tab that ``keeps`` keeps by its URL; whether this browser can."""
    from playwright.async_api import Error  # noqa: PLC0415 - loaded only where a browser is driven

    try:
        session = await session_of(page)
    except Error:
        return False
    frame = (await session.send("Page.getFrameTree"))["frameTree"]["frame"]["id"]

    def on_paused(paused: dict[str, Any]) -> None:
        if paused["frameId"] != frame or not keeps(paused["request"]["url"]):
            spawn(session.send("Fetch.continueRequest", {"requestId": paused["requestId"]}))

    session.on("Fetch.requestPaused", on_paused)
    documents = {"resourceType": "Document", "requestStage": "Response"}
    await session.send("Fetch.enable", {"patterns": [{"urlPattern": f"*://{host}/*", **documents} for host in hosts]})
    return True


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
