"""The steps that journeys are made of: a click, and what is there after it; and who takes them."""

from __future__ import annotations

from typing import Protocol

from playwright.async_api import Locator, Page, expect

CARD = "4242 4242 4242 4242"
DECLINED_CARD = "4000 0000 0000 0002"
CHALLENGED_CARD = "4000 0027 6000 3184"


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

    async def waits(self, seconds: float) -> None:
        """Let so much time go by while the page stays as it is."""


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


async def search_for(page: Page, words: str) -> None:
    """Type words into the search box, and search."""
    await page.get_by_role("searchbox", name="Search the shop").fill(words)
    await press(page, "Find")


async def pay_by_card(page: Page, shopper: Shopper) -> None:
    """Pay with a good card, and be thanked."""
    await choose_card(page, shopper, CARD)
    await press(page, "Place order")
    await thanked(page)


async def to_payment(page: Page, shopper: Shopper, **typed: str) -> None:
    """Up to the last step; ``typed`` is what the shopper writes otherwise than it is."""
    await open_product(page, "Still wall clock")
    await add(page, shopper)
    await follow(page, "View cart")
    await check_out(page, shopper, **typed)


async def switch_currency(page: Page, name: str) -> None:
    """Have the shop show its prices in another currency."""
    await page.get_by_label("Prices in").select_option(label=name)
    await press(page, "Change currency")


async def check_out(page: Page, shopper: Shopper, **typed: str) -> None:
    """From the cart to the choice of how to pay."""
    await follow(page, "Go to checkout")
    await fill_address(page, shopper, **typed)


async def fill_address(page: Page, shopper: Shopper, **typed: str) -> None:
    """Say who and where to, and go on to the payment."""
    await fill_person(page, shopper, **typed)
    await page.get_by_label("Street and number").fill(shopper.street)
    await page.get_by_label("Postcode").fill(shopper.postcode)
    await page.get_by_label("Town or city").fill(shopper.city)
    await page.get_by_label("State or province").fill(shopper.state)
    await page.get_by_label("Country").select_option(shopper.country)
    await press(page, "Continue to payment")


async def choose_card(page: Page, shopper: Shopper, number: str) -> None:
    """Choose to pay with that card."""
    await page.get_by_label("Card number").fill(number)
    await page.get_by_label("Expiry date").fill("12 / 34")
    await page.get_by_label("Security code").fill("123")
    await confirm_method(page, shopper)


async def confirm_method(page: Page, shopper: Shopper) -> None:
    """Confirm the way to pay that is chosen."""
    shopper.did("AddPaymentInfo")
    await page.get_by_role("button", name="Use this payment method").click()
    await expect(page.get_by_role("button", name="Place order")).to_be_visible()


async def pay_at_bank(page: Page, shopper: Shopper, account: str = "tells the shop at once") -> None:
    """Order, and pay on the bank's own page from one of its test accounts."""
    await to_the_bank(page, shopper)
    await page.get_by_label("Test account").select_option(label=account)
    await press(page, "Pay")
    await expect(page.get_by_role("heading", name="Payment")).to_be_visible()


async def pay_at_bank_and_return(page: Page, shopper: Shopper, account: str = "tells the shop at once") -> None:
    """Order, pay on the bank's own page, and follow its link back."""
    await pay_at_bank(page, shopper, account)
    await follow(page, "Return to the shop")


async def to_the_bank(page: Page, shopper: Shopper) -> None:
    """Order, and be sent to the bank to pay."""
    await to_payment(page, shopper)
    await page.get_by_role("radio", name="Bank transfer").check()
    await confirm_method(page, shopper)
    await press(page, "Place order")


async def add(page: Page, shopper: Shopper) -> None:
    """Put the product that the page shows into the cart."""
    shopper.did("AddToCart")
    await page.get_by_role("button", name="Add to cart").click()
    await expect(page.get_by_text("Added to your cart")).to_be_visible()


async def fill_request(page: Page, shopper: Shopper) -> None:
    """Fill in the form for a quote."""
    await fill_person(page, shopper)
    await page.get_by_label("Country").select_option(shopper.country)
    await page.get_by_label("What do you need?").fill("Twelve desk lamps for our office.")


async def fill_person(page: Page, shopper: Shopper, **typed: str) -> None:
    """Say who one is; ``typed`` is what the shopper writes otherwise than it is."""
    await page.get_by_label("First name").fill(shopper.first_name)
    await page.get_by_label("Last name").fill(shopper.last_name)
    await page.get_by_label("E-mail").fill(typed.get("email", shopper.email))
    await page.get_by_label("Phone").fill(typed.get("phone", shopper.phone or ""))


async def thanked(page: Page) -> None:
    """See the thank-you page."""
    await expect(page.get_by_role("heading", name="Thank you for your order")).to_be_visible()
