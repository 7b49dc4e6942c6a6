"""What shoppers do at the kiosk: they buy one thing, and nothing else."""

from playwright.async_api import Page, expect


async def buy(page: Page, shopper: object) -> dict[str, object]:
    """Buy the one thing that there is."""
    await page.get_by_role("link", name="Zur Kasse").click()
    await page.get_by_role("button", name="Jetzt kaufen").click()
    await expect(page.get_by_role("heading", name="Danke!")).to_be_visible()
    return {"id": await page.locator("#nr").inner_text(), "value": 12.5, "currency": "EUR"}
