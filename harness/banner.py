"""The consent banner and its neighbours, as a visitor finds them on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.consent_buttons import asks, button_for, press
from harness.errors import NotHereError
from harness.ledger import Choice

if TYPE_CHECKING:
    from playwright.async_api import Locator, Page

    from harness.slot import Slot


class Banner:
    """What site.toml says of the consent question, on the page that a tab shows."""

    def __init__(self, page: Page, slot: Slot) -> None:
        self._page = page
        self._selectors = slot.site.consent

    async def button(self, choice: Choice) -> Locator:
        """The button for this answer, when it is there.

        Raises:
            NotHereError: site.toml names neither it nor a consent manager, or the banner that is shown has none.
        """
        return await button_for(self._page, self._selectors, choice)

    async def asks(self) -> bool:
        """Whether the question is on the page now."""
        return await asks(self._page, self._selectors)

    async def reopen(self) -> None:
        """Bring the question back after it was answered, where the site has a control for it."""
        if self._selectors is not None and self._selectors.reopen and not await self.asks():
            await self._page.locator(self._selectors.reopen).first.click()

    async def click(self, button: Locator) -> None:
        """Click the button."""
        await press(button)

    def control_to_opt_out(self) -> str:
        """The selector of what a visitor from a US state clicks.

        Raises:
            NotHereError: site.toml names no such control.
        """
        if self._selectors is None or not self._selectors.opt_out:
            raise NotHereError("site.toml names no control to opt out by the law of a US state (consent.opt_out)")
        return self._selectors.opt_out

    async def opt_out(self) -> None:
        """Click it."""
        await self._page.locator(self.control_to_opt_out()).first.click()
