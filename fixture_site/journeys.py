"""What shoppers do here. They look at a page when it has loaded, and only then act."""

from __future__ import annotations

from typing import Protocol
from urllib.parse import urlencode, urljoin

from playwright.async_api import Page, expect

from fixture_site.steps import follow as _follow
from fixture_site.steps import go as _go
from fixture_site.steps import home as _home
from fixture_site.steps import menu as _menu
from fixture_site.steps import open_product as _open
from fixture_site.steps import press as _press
from fixture_site.steps import turn_to as _turn_to

CARD = "4242 4242 4242 4242"
DECLINED_CARD = "4000 0000 0000 0002"


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


async def open_category(page: Page, shopper: Shopper) -> None:
    """Look at one part of the shelves."""
    await _go(page, page.get_by_role("navigation", name="Categories").get_by_role("link", name="For the table"))


async def check_out(page: Page, shopper: Shopper) -> None:
    """Go as far as the checkout, and think it over there."""
    await _open(page, "Still wall clock")
    await _add(page, shopper)
    await _follow(page, "View cart")
    await _follow(page, "Go to checkout")


async def buy_in_advance(page: Page, shopper: Shopper) -> None:
    """Order one thing, to be sent when the money has arrived."""
    await _to_payment(page, shopper)
    await page.get_by_role("radio", name="In advance").check()
    await _confirm_method(page, shopper)
    await _press(page, "Place order")
    await expect(page.get_by_role("heading", name="It is reserved for you")).to_be_visible()


async def buy(page: Page, shopper: Shopper) -> None:
    """Buy one thing, and pay by card."""
    await _to_payment(page, shopper)
    await _pay_by_card(page, shopper)


async def buy_in_the_app(page: Page, shopper: Shopper) -> None:
    """Look around in the single-page view, and buy one thing there."""
    main = page.get_by_role("main")
    await _turn_to(page, main.get_by_role("link", name="Wool throw"), "Wool throw")
    await _turn_to(page, page.get_by_role("link", name="Kiesel, home"), "Things for a quiet home")
    await _turn_to(page, main.get_by_role("link", name="Still wall clock"), "Still wall clock")
    await _add(page, shopper)
    await _turn_to(page, page.get_by_role("link", name="View cart"), "Your cart")
    await _turn_to(page, page.get_by_role("link", name="Go to checkout"), "Where shall it go?")
    await _fill_address(page, shopper)
    await _pay_by_card(page, shopper)


async def fill_cart(page: Page, shopper: Shopper) -> None:
    """Put three things into the cart, one after another, and look at it."""
    for product in ("Pebble mug", "Water carafe", "Dot-grid notebook"):
        await _open(page, product)
        await _add(page, shopper)
        await _home(page)
    await _menu(page, "Cart")


async def buy_a_size(page: Page, shopper: Shopper) -> None:
    """Buy a product that comes in sizes."""
    await _open(page, "Felt slippers")
    await page.get_by_label("Size").select_option(label="40 to 41")
    await _add(page, shopper)
    await _follow(page, "View cart")
    await _check_out(page, shopper)
    await _pay_by_card(page, shopper)


async def buy_with_coupon(page: Page, shopper: Shopper) -> None:
    """Buy two cheap things with a coupon, and pay for their delivery."""
    await _open(page, "Pebble mug")
    await page.get_by_label("Quantity").fill("2")
    await _add(page, shopper)
    await _follow(page, "View cart")
    await page.get_by_label("Coupon code").fill("KIESEL10")
    await _press(page, "Redeem")
    await _check_out(page, shopper)
    await _pay_by_card(page, shopper)


async def buy_in_kronor(page: Page, shopper: Shopper) -> None:
    """Switch the shop to Swedish kronor, and buy."""
    await _switch_currency(page, "Swedish krona")
    await buy(page, shopper)


async def buy_in_yen(page: Page, shopper: Shopper) -> None:
    """Switch the shop to Japanese yen, and buy."""
    await _switch_currency(page, "Japanese yen")
    await buy(page, shopper)


async def buy_express(page: Page, shopper: Shopper) -> None:
    """Pay from the cart by the express button: the bank's wallet knows who and where."""
    await _open(page, "Still wall clock")
    await _add(page, shopper)
    await _follow(page, "View cart")
    await _press(page, "Express checkout")
    await _fill_person(page, shopper)
    await page.get_by_label("Country").fill(shopper.country)
    await _press(page, "Pay")
    await _follow(page, "Return to the shop")
    await _thanked(page)


async def buy_and_read_the_receipt(page: Page, shopper: Shopper) -> None:
    """Buy one thing, and open the receipt."""
    await buy(page, shopper)
    await _follow(page, "View receipt")


async def buy_and_come_back(page: Page, shopper: Shopper) -> None:
    """Buy one thing, look around, and press Back until the thank-you page is there again."""
    await buy(page, shopper)
    await _home(page)
    await _open(page, "Wool throw")
    await page.go_back(wait_until="load")
    await page.go_back(wait_until="load")
    await _thanked(page)


async def buy_after_a_declined_card(page: Page, shopper: Shopper) -> None:
    """Pay with a card that the bank declines, and then with a good one."""
    await _to_payment(page, shopper)
    await _choose_card(page, shopper, DECLINED_CARD)
    await _press(page, "Place order")
    await expect(page.get_by_text("Your bank declined this card")).to_be_visible()
    await _choose_card(page, shopper, CARD)
    await _press(page, "Place order")
    await _thanked(page)


async def cancel_at_bank(page: Page, shopper: Shopper) -> None:
    """Go to the bank to pay, cancel there, and be brought back."""
    await _to_the_bank(page, shopper)
    await _press(page, "Cancel")
    await expect(page.get_by_text("The payment was cancelled")).to_be_visible()


async def buy_now(page: Page, shopper: Shopper) -> None:
    """Put one thing into the cart by the button that leads there."""
    await _open(page, "Water carafe")
    shopper.did("AddToCart")
    await _press(page, "Buy now")
    await expect(page.get_by_role("heading", name="Your cart")).to_be_visible()


async def fill_the_cart(page: Page, shopper: Shopper) -> None:
    """Add one thing and look at the cart twice; add another, and go to the checkout past the cart."""
    await _open(page, "Pebble mug")
    await _add(page, shopper)
    await _follow(page, "View cart")
    await _home(page)
    await _menu(page, "Cart")
    await _home(page)
    await _open(page, "Wool throw")
    await _add(page, shopper)
    await _follow(page, "check out")


async def buy_by_bank(page: Page, shopper: Shopper) -> None:
    """Buy one thing, pay at the bank, and come back."""
    await _pay_at_bank(page, shopper)
    await _follow(page, "Return to the shop")
    await _thanked(page)


async def buy_by_wallet(page: Page, shopper: Shopper) -> None:
    """Buy one thing, and approve the payment in the bank's frame on the shop's own page."""
    await _to_payment(page, shopper)
    await page.get_by_role("radio", name="Nordbank Wallet").check()
    approve = page.frame_locator("#wallet").get_by_role("button", name="Approve the payment")
    await expect(approve).to_be_visible()
    shopper.did("AddPaymentInfo")
    await approve.click()
    await expect(page.get_by_role("button", name="Place order")).to_be_visible()
    await _press(page, "Place order")
    await _thanked(page)


async def abandon_at_bank(page: Page, shopper: Shopper) -> None:
    """Pay at the bank, and close the tab there."""
    await _pay_at_bank(page, shopper)
    await page.close()


async def lead_at_the_third_try(page: Page, shopper: Shopper) -> None:
    """Send the form for a quote empty, then with a bad address, then right."""
    await _menu(page, "Quotes")
    await _press(page, "Send request")
    await expect(page.get_by_text("Please enter your e-mail address.")).to_be_visible()
    await _fill_request(page, shopper)
    await page.get_by_label("E-mail").fill("not an address")
    await _press(page, "Send request")
    await expect(page.get_by_text("Please check the e-mail address.")).to_be_visible()
    await page.get_by_label("E-mail").fill(shopper.email)
    await _press(page, "Send request")
    await expect(page.get_by_role("heading", name="Your request is with us")).to_be_visible()


async def call(page: Page, shopper: Shopper) -> None:
    """Call the shop."""
    await _menu(page, "Quotes")
    shopper.did("Contact")
    await page.get_by_role("link", name="Call +49 30 555 0199").click()
    await expect(page.get_by_text("Your phone is dialling")).to_be_visible()


async def book_a_visit(page: Page, shopper: Shopper) -> None:
    """Book a visit to the showroom."""
    await _menu(page, "Quotes")
    await _follow(page, "visit our showroom")
    await _fill_person(page, shopper)
    await page.get_by_label("Day").select_option("Wednesday")
    await _press(page, "Book the visit")
    await expect(page.get_by_role("heading", name="We look forward to your visit")).to_be_visible()


async def buy_as_guest(page: Page, shopper: Shopper) -> None:
    """Buy one thing, and leave out the phone number."""
    await _to_payment(page, shopper, phone="")
    await _pay_by_card(page, shopper)


async def buy_typing_loosely(page: Page, shopper: Shopper) -> None:
    """Buy one thing, with capitals in the address, and blanks and strokes in the phone number."""
    number = f"{shopper.phone[:6]} / {shopper.phone[6:9]}-{shopper.phone[9:]}"
    await _to_payment(page, shopper, email=f" {shopper.email.title()} ", phone=number)
    await _pay_by_card(page, shopper)


async def search(page: Page, shopper: Shopper) -> None:
    """Search for a thing, and then, as people do, for one's own e-mail address."""
    await _search_for(page, "mug")
    await _search_for(page, shopper.email)


async def newsletter(page: Page, shopper: Shopper) -> None:
    """Follow the link of a newsletter, which knows its reader, and look at a product."""
    await page.goto(urljoin(page.url, f"/welcome?{urlencode({'email': shopper.email, 'issue': 'spring'})}"))
    await _follow(page, "To the shelves")
    await _open(page, "Pebble mug")


async def work(page: Page, shopper: Shopper) -> None:
    """Sign in at the back office, and look at the shop as a customer sees it."""
    await page.goto(urljoin(page.url, "/staff"))
    await page.get_by_label("E-mail").fill("ines@kiesel.example")
    await page.get_by_label("Password").fill("kiesel")
    await _press(page, "Sign in")
    await _follow(page, "Look at the shop")
    await _open(page, "Pebble mug")


async def lead(page: Page, shopper: Shopper) -> None:
    """Ask for a quote."""
    await _menu(page, "Quotes")
    await _fill_request(page, shopper)
    await _press(page, "Send request")
    await expect(page.get_by_role("heading", name="Your request is with us")).to_be_visible()


async def register(page: Page, shopper: Shopper) -> None:
    """Open an account."""
    await _menu(page, "Account")
    await _fill_person(page, shopper)
    await _press(page, "Create account")
    await expect(page.get_by_role("heading", name="Welcome")).to_be_visible()


async def _search_for(page: Page, words: str) -> None:
    await page.get_by_role("searchbox", name="Search the shop").fill(words)
    await _press(page, "Find")


async def _pay_by_card(page: Page, shopper: Shopper) -> None:
    await _choose_card(page, shopper, CARD)
    await _press(page, "Place order")
    await _thanked(page)


async def _to_payment(page: Page, shopper: Shopper, **typed: str) -> None:
    """Up to the last step; ``typed`` is what the shopper writes otherwise than it is."""
    await _open(page, "Still wall clock")
    await _add(page, shopper)
    await _follow(page, "View cart")
    await _check_out(page, shopper, **typed)


async def _switch_currency(page: Page, name: str) -> None:
    await page.get_by_label("Prices in").select_option(label=name)
    await _press(page, "Change currency")


async def _check_out(page: Page, shopper: Shopper, **typed: str) -> None:
    await _follow(page, "Go to checkout")
    await _fill_address(page, shopper, **typed)


async def _fill_address(page: Page, shopper: Shopper, **typed: str) -> None:
    await _fill_person(page, shopper, **typed)
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
    await _to_the_bank(page, shopper)
    await _press(page, "Pay")
    await expect(page.get_by_role("heading", name="Payment complete")).to_be_visible()


async def _to_the_bank(page: Page, shopper: Shopper) -> None:
    await _to_payment(page, shopper)
    await page.get_by_role("radio", name="Bank transfer").check()
    await _confirm_method(page, shopper)
    await _press(page, "Place order")


async def _add(page: Page, shopper: Shopper) -> None:
    shopper.did("AddToCart")
    await page.get_by_role("button", name="Add to cart").click()
    await expect(page.get_by_text("Added to your cart")).to_be_visible()


async def _fill_request(page: Page, shopper: Shopper) -> None:
    await _fill_person(page, shopper)
    await page.get_by_label("Country").select_option(shopper.country)
    await page.get_by_label("What do you need?").fill("Twelve desk lamps for our office.")


async def _fill_person(page: Page, shopper: Shopper, **typed: str) -> None:
    await page.get_by_label("First name").fill(shopper.first_name)
    await page.get_by_label("Last name").fill(shopper.last_name)
    await page.get_by_label("E-mail").fill(typed.get("email", shopper.email))
    await page.get_by_label("Phone").fill(typed.get("phone", shopper.phone or ""))


async def _thanked(page: Page) -> None:
    await expect(page.get_by_role("heading", name="Thank you for your order")).to_be_visible()
