"""What shoppers do at the mug shop. They look at a page when it has loaded, and only then act."""

from playwright.async_api import Locator, Page, expect


async def buy(page: Page, shopper: object) -> None:
    """Buy the mug."""
    await go(page, page.get_by_role("link", name="Buy it"))
    await page.get_by_label("E-mail").fill(shopper.email)
    await go(page, page.get_by_role("button", name="Pay"))
    await expect(page.get_by_role("heading", name="Thank you")).to_be_visible()


async def go(page: Page, what: Locator) -> None:
    """Click, and see the next page loaded; what leaves a page too early may cut off what it reports."""
    await page.wait_for_load_state("load")
    async with page.expect_event("load"):
        await what.click()
