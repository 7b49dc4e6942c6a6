"""The tabs of one shopper, and what runs in each of their pages before the page's own scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Page


class Tabs:
    """Opens tabs that behave as the first one does."""

    def __init__(self, context: BrowserContext) -> None:
        self._context = context
        self._scripts: list[str] = []

    async def run_first(self, script: str, page: Page) -> None:
        """Run a script before a page's own: in this tab from now on, and in all that are opened later."""
        self._scripts.append(script)
        await page.add_init_script(script)

    async def new(self) -> Page:
        """Another tab."""
        page = await self._context.new_page()
        for script in self._scripts:
            await page.add_init_script(script)
        return page
