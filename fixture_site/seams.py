"""The three places at which a variant of the shop may differ from the good one, and no more."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from aiohttp import web

from fixture_site.tracking import GOOD, Tracking

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Around = Callable[[web.Request, Handler], Awaitable[web.StreamResponse]]


async def _straight_through(request: web.Request, handler: Handler) -> web.StreamResponse:
    return await handler(request)


def nothing_around() -> Around:
    """No middleware around the pages."""
    return _straight_through


@dataclass(frozen=True, kw_only=True)
class Seams:
    """The tracking policy, what is wrapped around the pages, and templates that go before the shop's own.

    ``around_pages`` makes the middleware, anew at every reset, so that what it keeps goes with the books.
    """

    tracking: Tracking = GOOD
    around_pages: Callable[[], Around] = nothing_around
    templates: Path | None = None

    def tracking_with(self, **changes: Any) -> Seams:
        """The same seams with some of the tracking's decisions replaced."""
        return replace(self, tracking=replace(self.tracking, **changes))
