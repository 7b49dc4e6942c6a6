"""What shoppers do here. They look at a page when it has loaded, and only then act."""

from __future__ import annotations

from typing import Protocol

from playwright.async_api import Locator, Page, expect

CARD = "4242 4242 4242 4242"


class Shopper(Protocol):
    """Who shops, and whom to tell of what no page address shows."""

    first_name: str
    last_name: str
    email: str
    phone: str
    street: str
    city: str
    state: str
    postcode: str
    country: str

    def did(self, event_name: str) -> None:
        """Note that the shopper did this now."""


async def browse(page: Page, shopper: Shopper) -> None:
    """Look at two products, and at the first one again."""
    await _open(page, "Pebble mug")
    await _home(page)
    await _open(page, "Wool throw")
    await _home(page)
    await _open(page, "Pebble mug")


async def buy(page: Page, shopper: Shopper) -> None:
    """Buy one thing, and pay by card."""
    await _to_payment(page, shopper)
    await _choose_card(page, shopper, CARD)
    await _press(page, "Place order")
    await _thanked(page)


async def buy_by_bank(page: Page, shopper: Shopper) -> None:
    """Buy one thing, pay at the bank, and come back."""
    await _pay_at_bank(page, shopper)
    await _follow(page, "Return to the shop")
    await _thanked(page)


async def abandon_at_bank(page: Page, shopper: Shopper) -> None:
    """Pay at the bank, and close the tab there."""
    await _pay_at_bank(page, shopper)
    await page.close()


async def lead(page: Page, shopper: Shopper) -> None:
    """Ask for a quote."""
    await _menu(page, "Quotes")
    await _fill_person(page, shopper)
    await page.get_by_label("Country").select_option(shopper.country)
    await page.get_by_label("What do you need?").fill("Twelve desk lamps for our office.")
    await _press(page, "Send request")
    await expect(page.get_by_role("heading", name="Your request is with us")).to_be_visible()


async def register(page: Page, shopper: Shopper) -> None:
    """Open an account."""
    await _menu(page, "Account")
    await _fill_person(page, shopper)
    await _press(page, "Create account")
    await expect(page.get_by_role("heading", name="Welcome")).to_be_visible()


async def _to_payment(page: Page, shopper: Shopper) -> None:
    await _open(page, "Still wall clock")
    shopper.did("AddToCart")
    await page.get_by_role("button", name="Add to cart").click()
    await _follow(page, "View cart")
    await _follow(page, "Go to checkout")
    await _fill_person(page, shopper)
    await page.get_by_label("Street and number").fill(shopper.street)
    await page.get_by_label("Postcode").fill(shopper.postcode)
    await page.get_by_label("Town or city").fill(shopper.city)
    await page.get_by_label("State or province").fill(shopper.state)
    await page.get_by_label("Country").select_option(shopper.country)
    await _press(page, "Continue to payment")


async def _choose_card(page: Page, shopper: Shopper, number: str) -> None:
    await page.get_by_label("Card number").fill(number)
    await page.get_by_label("Expiry date").fill("12 / 34")
    await page.get_by_label("Security code").fill("123")
    await _confirm_method(page, shopper)


async def _confirm_method(page: Page, shopper: Shopper) -> None:
    shopper.did("AddPaymentInfo")
    await page.get_by_role("button", name="Use this payment method").click()
    await expect(page.get_by_role("button", name="Place order")).to_be_visible()


async def _pay_at_bank(page: Page, shopper: Shopper) -> None:
    await _to_payment(page, shopper)
    await page.get_by_role("radio", name="Bank transfer").check()
    await _confirm_method(page, shopper)
    await _press(page, "Place order")
    await _press(page, "Pay")
    await expect(page.get_by_role("heading", name="Payment complete")).to_be_visible()


async def _fill_person(page: Page, shopper: Shopper) -> None:
    await page.get_by_label("First name").fill(shopper.first_name)
    await page.get_by_label("Last name").fill(shopper.last_name)
    await page.get_by_label("E-mail").fill(shopper.email)
    await page.get_by_label("Phone").fill(shopper.phone or "")


async def _thanked(page: Page) -> None:
    await expect(page.get_by_role("heading", name="Thank you for your order")).to_be_visible()


async def _home(page: Page) -> None:
    await _go(page, page.get_by_role("link", name="Kiesel, home"))


async def _open(page: Page, product: str) -> None:
    await _go(page, page.get_by_role("main").get_by_role("link", name=product))


async def _menu(page: Page, name: str) -> None:
    await _go(page, page.get_by_role("navigation", name="Main").get_by_role("link", name=name))


async def _follow(page: Page, name: str) -> None:
    await _go(page, page.get_by_role("link", name=name))


async def _press(page: Page, name: str) -> None:
    await _go(page, page.get_by_role("button", name=name, exact=True))


async def _go(page: Page, what: Locator) -> None:
    """Click, and see the next page loaded."""
    await page.wait_for_load_state("load")
    async with page.expect_event("load"):
        await what.click()
