"""What a visit's tabs show, noted as it happens: documents, their load, script errors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

import msgspec

from harness.ledger import PageError, PageLoad, PixelWarning, Refused, view_of
from harness.tabs import spawn
from mock_meta.proxy import is_meta_host

if TYPE_CHECKING:
    from playwright.async_api import ConsoleMessage, Error, Frame, Page, Request

    from mock_meta.clock import RunClock


_BY_EXTENSION = "net::ERR_BLOCKED_BY_CLIENT"
_HTTPS = 443
_POLICY = "Content Security Policy"
_LOADED_MS = """() => {
  const [visit] = performance.getEntriesByType("navigation");
  return visit && visit.loadEventStart > 0 ? performance.timeOrigin + visit.loadEventStart : null;
}"""
_PIXEL = "[Meta Pixel] - "
"""How the pixel's script begins what it tells a page's developer."""


class Watch:
    """Follows every tab of one visit. ``brought_by`` says of words in an error which condition is behind it."""

    def __init__(self, clock: RunClock, own_hosts: tuple[str, ...]) -> None:
        self._clock = clock
        self._own_hosts = own_hosts
        self._asked: dict[Page, tuple[Request, float]] = {}
        self._current: dict[Page, int] = {}
        self._routes: dict[Page, int] = {}
        self._begun: dict[Page, PageLoad] = {}
        self._workers: set[str] = set()
        self.brought_by: dict[str, str] = {}
        self.pages: list[PageLoad] = []
        self.given_up: list[PageLoad] = []
        self.errors: list[PageError] = []
        self.pixel_warnings: list[PixelWarning] = []
        self.refused: list[Refused] = []

    def follow(self, page: Page) -> None:
        """Follow one tab from now on."""
        page.on("request", self._on_request)
        page.on("requestfailed", self._on_failure)
        page.on("domcontentloaded", self._on_document)
        page.on("load", self._on_load)
        page.on("close", self._on_close)
        page.on("pageerror", lambda error: self._on_error(page, error))
        page.on("console", lambda told: self._on_console(page, told))
        page.on("framenavigated", self._on_navigation)
        page.on("worker", lambda worker: self._workers.add(worker.url))

    def left(self, page: Page) -> None:
        """Note that a tab has moved on from what it showed."""
        self._leave_route(page)
        place = self._current.pop(page, None)
        if place is not None:
            self._update(place, left_at=self._clock.now())

    def kept(self, page: Page) -> None:
        """Note that what a tab has just gone back to is a document that the browser had kept whole.

        To whoever watches from outside it looks like a view that a script put into the address bar.
        """
        now = self._clock.now()
        at = self.pages[self._routes[page]].at if page in self._routes else now
        if (place := self._routes.pop(page, None)) is not None:
            del self.pages[place]
        self._show(page, PageLoad(at=at, url=page.url, loaded_at=now, kept=True))

    def _on_request(self, request: Request) -> None:
        if not request.is_navigation_request() or request.frame.parent_frame is not None:
            return
        page, before = request.frame.page, self._asked.get(request.frame.page)
        if before is not None and before[0] is not request.redirected_from:
            self._give_up(page)
        self._asked[page] = (request, self._clock.now())

    def _on_close(self, page: Page) -> None:
        self._give_up(page)
        # A document that was there, and that nobody got to read to its end, was shown all the same.
        if (cut_short := self._begun.pop(page, None)) is not None:
            self._show(page, cut_short)
        self.left(page)

    def _give_up(self, page: Page) -> None:
        """Note that the page which a tab asked for will not come."""
        if (asked := self._asked.pop(page, None)) is not None:
            request, at = asked
            self.given_up.append(PageLoad(at=at, url=request.url, left_at=self._clock.now()))

    def _on_failure(self, request: Request) -> None:
        """Note a page that never came, and what an extension in the browser did not let out."""
        page = next((page for page, asked in self._asked.items() if asked[0] is request), None)
        if page is not None:
            self._give_up(page)
        if request.failure == _BY_EXTENSION:
            parts = urlsplit(request.url)
            reason = f"{request.failure} for {parts.path}"
            host, port = parts.hostname or "", parts.port or _HTTPS
            self.refused.append(Refused(at=self._clock.now(), host=host, port=port, reason=reason, by="browser"))

    def _on_document(self, page: Page) -> None:
        if not page.url.startswith("http"):
            self.left(page)
            return
        begun = self._begun.pop(page, None)
        at = begun.at if begun is not None else self._asked_at(page)
        self._show(page, PageLoad(at=at, url=page.url))

    def _show(self, page: Page, shown: PageLoad) -> None:
        """Note a document in the place of the one before it."""
        self._leave_route(page)
        if (place := self._current.get(page)) is not None:
            self._update(place, left_at=shown.at)
        self._current[page] = len(self.pages)
        self.pages.append(shown)

    def _begin(self, page: Page) -> None:
        """Note that the browser has turned to another document; it may move on before that is read to its end."""
        at = self._asked_at(page)
        if (cut_short := self._begun.pop(page, None)) is not None:
            self._show(page, cut_short)
        if page.url.startswith("http"):
            self._begun[page] = PageLoad(at=at, url=page.url)

    def _asked_at(self, page: Page) -> float:
        """When the document was asked for: the site may report it to Meta before the browser has it.

        The browser's own stamp, where it has one; what the harness hears comes later, above all on a busy machine.
        """
        if page not in self._asked:
            return self._clock.now()
        request, heard_at = self._asked.pop(page)
        started_ms = request.timing["startTime"]
        return min(heard_at, started_ms / 1000 + self._clock.offset_s) if started_ms > 0 else heard_at

    def _on_load(self, page: Page) -> None:
        if (place := self._current.get(page)) is not None:
            self._update(place, loaded_at=self._clock.now())
            spawn(self._stamp_load(page, place, self._clock.offset_s))

    async def _stamp_load(self, page: Page, place: int, offset_s: float) -> None:
        """Note when the browser itself says that a page had loaded; what the harness hears comes later."""
        told_ms = await page.evaluate(_LOADED_MS)
        heard_at = self.pages[place].loaded_at
        if isinstance(told_ms, (int, float)) and heard_at is not None and self._current.get(page) == place:
            self._update(place, loaded_at=min(heard_at, max(self.pages[place].at, told_ms / 1000 + offset_s)))

    def _on_error(self, page: Page, error: Error) -> None:
        if urlsplit(page.url).netloc in self._own_hosts:
            in_worker = any(url in (error.stack or "") for url in self._workers)
            kind: Literal["script", "worker"] = "worker" if in_worker else "script"
            now, by = self._clock.now(), self._behind(str(error))
            self.errors.append(PageError(at=now, url=page.url, message=str(error), kind=kind, by=by))

    def _on_console(self, page: Page, told: ConsoleMessage) -> None:
        if urlsplit(page.url).netloc not in self._own_hosts:
            return
        now, url, text = self._clock.now(), page.url, told.text
        if told.type == "error" and _POLICY in text:
            self.errors.append(PageError(at=now, url=url, message=text, kind="policy", by=self._behind(text)))
        elif told.type == "warning" and text.startswith(_PIXEL):
            self.pixel_warnings.append(PixelWarning(at=now, url=url, message=text.removeprefix(_PIXEL)))

    def _behind(self, text: str) -> str:
        return next((condition for words, condition in self.brought_by.items() if words in text), "")

    def _on_navigation(self, frame: Frame) -> None:
        """Note what a frame shows now: another's document, or a view that a script put into the address bar."""
        page = frame.page
        place = self._current.get(page)
        if frame.parent_frame is not None:
            self._on_framed(page, frame.url)
            return
        if page in self._asked:
            if _document(self._asked[page][0].url) == _document(page.url):
                self._begin(page)
            return
        if place is None or not page.url.startswith("http"):
            return
        before = self.pages[self._routes.get(page, place)].url
        if before == page.url or (view_of(before) == view_of(page.url)):
            return
        self._leave_route(page)
        self._routes[page] = len(self.pages)
        now = self._clock.now()
        self.pages.append(PageLoad(at=now, url=page.url, loaded_at=now, route=True))

    def _on_framed(self, page: Page, url: str) -> None:
        """Note a frame of another origin; where the pixel's own hidden frames go is no part of the page."""
        parts = urlsplit(url)
        place = self._current.get(page)
        foreign = parts.scheme in ("http", "https") and parts.netloc not in self._own_hosts
        if place is None or not foreign or is_meta_host(parts.hostname or ""):
            return
        origin, known = f"{parts.scheme}://{parts.netloc}", self.pages[place].frames
        if origin not in known:
            self.pages[place] = msgspec.structs.replace(self.pages[place], frames=(*known, origin))

    def _leave_route(self, page: Page) -> None:
        if (place := self._routes.pop(page, None)) is not None:
            self._update(place, left_at=self._clock.now())

    def _update(self, place: int, **changes: float) -> None:
        self.pages[place] = msgspec.structs.replace(self.pages[place], **changes)


def _document(url: str) -> str:
    """What a browser asks a server for: an address without its anchor."""
    return url.partition("#")[0]
