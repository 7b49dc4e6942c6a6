"""What a visit's tabs show, noted as it happens: documents, their load, script errors."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

from harness.ledger import PageError, PageLoad, PixelWarning, view_of

if TYPE_CHECKING:
    from playwright.async_api import ConsoleMessage, Frame, Page, Request

    from mock_meta.clock import RunClock


_POLICY = "Content Security Policy"
_PIXEL = "[Meta Pixel] - "
"""How the pixel's script begins what it tells a page's developer."""


class Watch:
    """Follows every tab of one visit."""

    def __init__(self, clock: RunClock, own_hosts: tuple[str, ...]) -> None:
        self._clock = clock
        self._own_hosts = own_hosts
        self._asked: dict[Page, tuple[Request, float]] = {}
        self._current: dict[Page, int] = {}
        self._routes: dict[Page, int] = {}
        self.pages: list[PageLoad] = []
        self.errors: list[PageError] = []
        self.pixel_warnings: list[PixelWarning] = []

    def follow(self, page: Page) -> None:
        """Follow one tab from now on."""
        page.on("request", self._on_request)
        page.on("domcontentloaded", self._on_document)
        page.on("load", self._on_load)
        page.on("close", self.left)
        page.on("pageerror", lambda error: self._on_error(page, str(error)))
        page.on("console", lambda told: self._on_console(page, told))
        page.on("framenavigated", self._on_navigation)

    def left(self, page: Page) -> None:
        """Note that a tab has moved on from what it showed."""
        self._leave_route(page)
        place = self._current.pop(page, None)
        if place is not None:
            self._update(place, left_at=self._clock.now())

    def _on_request(self, request: Request) -> None:
        if request.is_navigation_request() and request.frame.parent_frame is None:
            self._asked[request.frame.page] = (request, self._clock.now())

    def _on_document(self, page: Page) -> None:
        if not page.url.startswith("http"):
            self.left(page)
            return
        at = self._asked_at(page)
        self._leave_route(page)
        if (place := self._current.get(page)) is not None:
            self._update(place, left_at=at)
        self._current[page] = len(self.pages)
        self.pages.append(PageLoad(at=at, url=page.url))

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

    def _on_error(self, page: Page, message: str) -> None:
        if urlsplit(page.url).netloc in self._own_hosts:
            self.errors.append(PageError(at=self._clock.now(), url=page.url, message=message))

    def _on_console(self, page: Page, told: ConsoleMessage) -> None:
        if urlsplit(page.url).netloc not in self._own_hosts:
            return
        now, url, text = self._clock.now(), page.url, told.text
        if told.type == "error" and _POLICY in text:
            self.errors.append(PageError(at=now, url=url, message=text, kind="policy"))
        elif told.type == "warning" and text.startswith(_PIXEL):
            self.pixel_warnings.append(PixelWarning(at=now, url=url, message=text.removeprefix(_PIXEL)))

    def _on_navigation(self, frame: Frame) -> None:
        """Note a view that a script put into the address bar: what is asked for anew comes by another way."""
        page = frame.page
        place = self._current.get(page)
        if frame.parent_frame is not None or place is None or page in self._asked or not page.url.startswith("http"):
            return
        before = self.pages[self._routes.get(page, place)].url
        if before == page.url or (view_of(before) == view_of(page.url)):
            return
        self._leave_route(page)
        self._routes[page] = len(self.pages)
        now = self._clock.now()
        self.pages.append(PageLoad(at=now, url=page.url, loaded_at=now, route=True))

    def _leave_route(self, page: Page) -> None:
        if (place := self._routes.pop(page, None)) is not None:
            self._update(place, left_at=self._clock.now())

    def _update(self, place: int, **changes: float) -> None:
        self.pages[place] = msgspec.structs.replace(self.pages[place], **changes)
