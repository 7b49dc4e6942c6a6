"""What shoppers do at the mug shop."""

from playwright.async_api import Page, expect


async def buy(page: Page, shopper: object) -> None:
    """Buy the mug."""
    await page.get_by_role("link", name="Buy it").click()
    await page.get_by_label("E-mail").fill(shopper.email)
    await page.get_by_role("button", name="Pay").click()
    await expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
