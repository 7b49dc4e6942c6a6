"""The steps that journeys are made of: a click, and what is there after it."""

from __future__ import annotations

from playwright.async_api import Locator, Page, expect


async def home(page: Page) -> None:
    """Go to the front page."""
    await go(page, page.get_by_role("link", name="Kiesel, home"))


async def open_product(page: Page, product: str) -> None:
    """Open a product that the page shows."""
    await go(page, page.get_by_role("main").get_by_role("link", name=product))


async def menu(page: Page, name: str) -> None:
    """Choose from the menu."""
    await go(page, page.get_by_role("navigation", name="Main").get_by_role("link", name=name))


async def follow(page: Page, name: str) -> None:
    """Follow a link."""
    await go(page, page.get_by_role("link", name=name))


async def press(page: Page, name: str) -> None:
    """Press a button that leads to another page."""
    await go(page, page.get_by_role("button", name=name, exact=True))


async def go(page: Page, what: Locator) -> None:
    """Click, and see the next page loaded."""
    await page.wait_for_load_state("load")
    async with page.expect_event("load"):
        await what.click()


async def turn_to(page: Page, link: Locator, heading: str) -> None:
    """Click, and see the next view in the same document."""
    await link.click()
    await expect(page.get_by_role("heading", level=1, name=heading)).to_be_visible()
