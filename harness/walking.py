"""Walking a journey of the site's: which function it is, and how its end or its breaking is told."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

from harness.errors import JourneyError, NotHereError
from harness.errors_told import place_in, what_broke

if TYPE_CHECKING:
    from playwright.async_api import Page

    from harness.shopper import Shopper
    from harness.site import Journey, Site

JOURNEY_TIMEOUT_S = 120.0
LOOK_S = 2.0
"""How long a shopper looks at a page that does not come to its load event, before they do something else."""


async def look(page: Page) -> None:
    """Look at the page that a journey ended on until it has loaded, at most `LOOK_S`.

    Who does the next thing sooner than anybody could cuts off what the page was about to tell.
    """
    from playwright.async_api import Error  # noqa: PLC0415 - loaded only where a browser is driven

    with contextlib.suppress(Error):
        await page.wait_for_load_state("load", timeout=LOOK_S * 1000)


class Walking:
    """The journeys of one visit, one after another.

    ``way`` is the other way of the site's in which they are walked, ``ended`` why the shopper stopped in the middle of
    one, ``keeps_cookies`` whether the browser does, ``walked_s`` how long they took, in seconds of the wall, and
    ``pages`` how many pages they have shown.
    """

    def __init__(self, site: Site, journeys: Mapping[str, Journey]) -> None:
        self._site = site
        self._journeys = journeys
        self._under_way: asyncio.Future[object] | None = None
        self.way = ""
        self.ended = ""
        self.keeps_cookies = True
        self.walked_s = 0.0
        self.pages = 0

    def name(self, journey: str) -> str:
        """The journey that is walked when this one is asked for, in the way that was chosen.

        Raises:
            NotHereError: the site has none of this name, or it needs cookies that the browser does not keep.
        """
        if not self.keeps_cookies and journey not in self._site.without_cookies:
            raise NotHereError(f"site.toml does not name '{journey}' among the journeys that go without_cookies")
        name = self._site.ways.get(journey, {}).get(self.way, journey)
        if name not in self._journeys:
            known = ", ".join(self._journeys) or "none"
            raise NotHereError(f"the site has no journey '{name}' (it has {known})")
        return name

    async def walk(self, journey: str, page: Page, shopper: Shopper) -> object:
        """What the journey returns; None also if the shopper stopped in the middle of it.

        Raises:
            JourneyError: the journey broke, with the line where it did.
        """
        function = self._journeys[self.name(journey)]
        began_s = time.perf_counter()
        page.on("load", self._on_page)
        try:
            async with asyncio.timeout(JOURNEY_TIMEOUT_S):
                self._under_way = asyncio.ensure_future(function(page, shopper))
                return await self._under_way
        except asyncio.CancelledError:
            if not self.ended:
                raise
            return None
        except TimeoutError as error:
            limit = f"{JOURNEY_TIMEOUT_S:.0f} s"
            raise JourneyError(
                f"the journey '{journey}' did not end within {limit}{place_in(error, function)}"
            ) from error
        except NotHereError:
            raise
        except Exception as error:
            if self.ended:  # A tab that is closed breaks the step that was being done in it.
                return None
            raise JourneyError(
                f"the journey '{journey}' broke{place_in(error, function)}: {what_broke(error)}"
            ) from error
        finally:
            page.remove_listener("load", self._on_page)
            self.walked_s += time.perf_counter() - began_s

    def _on_page(self, _: Page) -> None:
        self.pages += 1

    def end(self, why: str) -> None:
        """Let the shopper stop here, in the middle of the journey."""
        self.ended = why
        if self._under_way is not None:
            self._under_way.cancel()

    def end_after(self, pages: int, page: Page) -> None:
        """Let the shopper stop when the tab has shown so many pages."""
        left = iter(range(pages - 1, -1, -1))

        def on_load(_: Page) -> None:
            if next(left, 1) == 0:
                self.end(f"the journey was left after {pages} pages")

        page.on("load", on_load)
