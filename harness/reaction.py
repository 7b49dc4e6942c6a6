"""A page's reaction to what was done on it: what it asks of Meta, seen from the browser and from the wire.

The wire alone does not tell: a browser may hold a request back (a slow network), and a script that has come is run a
moment later, above all on a busy machine. Nor do requests to Meta alone: a page may ask its own site first, as one does
that lets the pixel go when the site has taken note of the visitor's consent.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from harness.settle import QUIET_LIMIT_S, QUIET_S, drawn
from mock_meta.proxy import is_meta_host

if TYPE_CHECKING:
    from playwright.async_api import Frame, Page, Request

    from mock_meta.activity import Activity

STAY_S = 5.0
"""How long a visitor stays at most on a page that has not yet heard from Meta, or from its own site."""
_BY_SCRIPTS = ("fetch", "xhr")


class Reaction:
    """What the tabs of one visit have asked of Meta, and their scripts of anybody, and not heard of yet."""

    def __init__(self, activity: Activity) -> None:
        self._activity = activity
        self._asked: dict[Page, set[Request]] = {}
        self._begun = 0
        self._heard = asyncio.Event()

    def follow(self, page: Page) -> None:
        """Follow one tab from now on."""
        page.on("request", partial(self._on_request, page))
        page.on("requestfinished", partial(self._on_end, page))
        page.on("requestfailed", partial(self._on_end, page))
        page.on("framenavigated", self._on_navigation)

    async def over(self, page: Page) -> None:
        """Wait until the page has asked all it had to, and heard of it; for `STAY_S` at most."""
        try:
            async with asyncio.timeout(STAY_S):
                await self._over(page)
        except TimeoutError:
            # Meta may be hung, which is the run's very subject; the visitor does not wait for that.
            return

    async def _over(self, page: Page) -> None:
        begun = -1
        while begun != self._begun:
            begun = self._begun
            await self._activity.quiet(QUIET_S, QUIET_LIMIT_S)
            while self._asked.get(page):
                self._heard.clear()
                await self._heard.wait()
            await drawn(page)

    def _on_request(self, page: Page, request: Request) -> None:
        if request.resource_type in _BY_SCRIPTS or is_meta_host(urlsplit(request.url).hostname or ""):
            self._begun += 1
            self._asked.setdefault(page, set()).add(request)

    def _on_end(self, page: Page, request: Request) -> None:
        self._asked.get(page, set()).discard(request)
        self._heard.set()

    def _on_navigation(self, frame: Frame) -> None:
        if frame.parent_frame is None:
            self._asked.pop(frame.page, None)
            self._heard.set()
