"""What the visitors of a scenario saw: a picture of each page that a tab ended on, and Playwright's trace.

A trace makes a visit take a third longer, so it is kept of a repetition, never of the run that is judged first.
"""

from __future__ import annotations

import contextlib
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Page

PICTURE_TIMEOUT_S = 10.0
"""How long a page may take to stand still for its picture."""


class Keeps(StrEnum):
    """What a run keeps of what its visitors saw."""

    NOTHING = "nothing"
    PICTURES = "pictures"
    TRACES = "traces"
    """With pictures."""


class Camera:
    """Takes the pictures and traces of one scenario into ``folder``."""

    def __init__(self, folder: Path, scenario: str, keeps: Keeps = Keeps.NOTHING) -> None:
        self._folder = folder
        self._scenario = scenario
        self._keeps = keeps
        self._traced: list[BrowserContext] = []
        self._pictures: list[str] = []
        self._traces: list[str] = []

    @property
    def pictures(self) -> tuple[str, ...]:
        """The paths of the pictures that were taken, in order."""
        return tuple(self._pictures)

    @property
    def traces(self) -> tuple[str, ...]:
        """The paths of the traces, one for each browser profile; there are none before `end`."""
        return tuple(self._traces)

    async def begin(self, context: BrowserContext) -> None:
        """Trace this browser profile from now on, if traces are kept."""
        if self._keeps is Keeps.TRACES:
            await context.tracing.start(screenshots=True, snapshots=True, sources=True)
            self._traced.append(context)

    async def picture(self, page: Page) -> None:
        """Take a picture of a page, if pictures are kept and the page stands still for one."""
        from playwright.async_api import Error  # noqa: PLC0415 - loaded only where a browser is driven

        if self._keeps is Keeps.NOTHING or page.is_closed():
            return
        path = self._folder / "screenshots" / f"{self._scenario}-{len(self._pictures) + 1}.png"
        try:
            await page.screenshot(path=path, timeout=PICTURE_TIMEOUT_S * 1000)
        except Error:
            return
        self._pictures.append(str(path))

    async def end(self) -> None:
        """Write the traces; of a browser that has crashed there is none."""
        from playwright.async_api import Error  # noqa: PLC0415 - loaded only where a browser is driven

        for number, context in enumerate(self._traced, start=1):
            path = self._folder / "traces" / f"{self._scenario}-{number}.zip"
            with contextlib.suppress(Error):
                await context.tracing.stop(path=path)
                self._traces.append(str(path))
        self._traced.clear()
