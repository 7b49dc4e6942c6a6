"""What shoppers do here. They look at a page when it has loaded, and only then act."""

from __future__ import annotations

from urllib.parse import urlencode, urljoin

from playwright.async_api import Page, expect

from fixture_site import steps
from fixture_site.steps import CARD, CHALLENGED_CARD, DECLINED_CARD, Shopper

AN_HOUR_S = 3600.0


async def browse(page: Page, shopper: Shopper) -> None:
    """Look at two products, and at the first one again."""
    await steps.open_product(page, "Pebble mug")
    await steps.home(page)
    await steps.open_product(page, "Wool throw")
    await steps.home(page)
    await steps.open_product(page, "Pebble mug")


async def open_category(page: Page, shopper: Shopper) -> None:
    """Look at one part of the shelves."""
    await steps.go(page, page.get_by_role("navigation", name="Categories").get_by_role("link", name="For the table"))


async def check_out(page: Page, shopper: Shopper) -> None:
    """Go as far as the checkout, and think it over there."""
    await steps.open_product(page, "Still wall clock")
    await steps.add(page, shopper)
    await steps.follow(page, "View cart")
    await steps.follow(page, "Go to checkout")


async def buy_in_advance(page: Page, shopper: Shopper) -> None:
    """Order one thing, to be sent when the money has arrived."""
    await steps.to_payment(page, shopper)
    await page.get_by_role("radio", name="In advance").check()
    await steps.confirm_method(page, shopper)
    await steps.press(page, "Place order")
    await expect(page.get_by_role("heading", name="It is reserved for you")).to_be_visible()


async def buy(page: Page, shopper: Shopper) -> None:
    """Buy one thing, and pay by card."""
    await steps.to_payment(page, shopper)
    await steps.pay_by_card(page, shopper)


async def buy_in_the_app(page: Page, shopper: Shopper) -> None:
    """Look around in the single-page view, and buy one thing there."""
    main = page.get_by_role("main")
    await steps.turn_to(page, main.get_by_role("link", name="Wool throw"), "Wool throw")
    await steps.turn_to(page, page.get_by_role("link", name="Kiesel, home"), "Things for a quiet home")
    await steps.turn_to(page, main.get_by_role("link", name="Still wall clock"), "Still wall clock")
    await steps.add(page, shopper)
    await steps.turn_to(page, page.get_by_role("link", name="View cart"), "Your cart")
    await steps.turn_to(page, page.get_by_role("link", name="Go to checkout"), "Where shall it go?")
    await steps.fill_address(page, shopper)
    await steps.pay_by_card(page, shopper)


async def fill_cart(page: Page, shopper: Shopper) -> None:
    """Put three things into the cart, one after another, and look at it."""
    for product in ("Pebble mug", "Water carafe", "Dot-grid notebook"):
        await steps.open_product(page, product)
        await steps.add(page, shopper)
        await steps.home(page)
    await steps.menu(page, "Cart")


async def buy_a_size(page: Page, shopper: Shopper) -> None:
    """Buy a product that comes in sizes."""
    await steps.open_product(page, "Felt slippers")
    await page.get_by_label("Size").select_option(label="40 to 41")
    await steps.add(page, shopper)
    await steps.follow(page, "View cart")
    await steps.check_out(page, shopper)
    await steps.pay_by_card(page, shopper)


async def buy_with_coupon(page: Page, shopper: Shopper) -> None:
    """Buy two cheap things with a coupon, and pay for their delivery."""
    await steps.open_product(page, "Pebble mug")
    await page.get_by_label("Quantity").fill("2")
    await steps.add(page, shopper)
    await steps.follow(page, "View cart")
    await page.get_by_label("Coupon code").fill("KIESEL10")
    await steps.press(page, "Redeem")
    await steps.check_out(page, shopper)
    await steps.pay_by_card(page, shopper)


async def buy_in_kronor(page: Page, shopper: Shopper) -> None:
    """Switch the shop to Swedish kronor, and buy."""
    await steps.switch_currency(page, "Swedish krona")
    await buy(page, shopper)


async def buy_in_yen(page: Page, shopper: Shopper) -> None:
    """Switch the shop to Japanese yen, and buy."""
    await steps.switch_currency(page, "Japanese yen")
    await buy(page, shopper)


async def buy_express(page: Page, shopper: Shopper) -> None:
    """Pay from the cart by the express button: the bank's wallet knows who and where."""
    await steps.open_product(page, "Still wall clock")
    await steps.add(page, shopper)
    await steps.follow(page, "View cart")
    await steps.press(page, "Express checkout")
    await steps.fill_person(page, shopper)
    await page.get_by_label("Country").fill(shopper.country)
    await steps.press(page, "Pay")
    await steps.follow(page, "Return to the shop")
    await steps.thanked(page)


async def buy_and_read_the_receipt(page: Page, shopper: Shopper) -> None:
    """Buy one thing, and open the receipt."""
    await buy(page, shopper)
    await steps.follow(page, "View receipt")


async def buy_and_come_back(page: Page, shopper: Shopper) -> None:
    """Buy one thing, look around, and press Back until the thank-you page is there again."""
    await buy(page, shopper)
    await steps.home(page)
    await steps.open_product(page, "Wool throw")
    await page.go_back(wait_until="load")
    await page.go_back(wait_until="load")
    await steps.thanked(page)


async def buy_after_a_declined_card(page: Page, shopper: Shopper) -> None:
    """Pay with a card that the bank declines, and then with a good one."""
    await steps.to_payment(page, shopper)
    await steps.choose_card(page, shopper, DECLINED_CARD)
    await steps.press(page, "Place order")
    await expect(page.get_by_text("Your bank declined this card")).to_be_visible()
    await steps.choose_card(page, shopper, CARD)
    await steps.press(page, "Place order")
    await steps.thanked(page)


async def cancel_at_bank(page: Page, shopper: Shopper) -> None:
    """Go to the bank to pay, cancel there, and be brought back."""
    await steps.to_the_bank(page, shopper)
    await steps.press(page, "Cancel")
    await expect(page.get_by_text("The payment was cancelled")).to_be_visible()


async def buy_now(page: Page, shopper: Shopper) -> None:
    """Put one thing into the cart by the button that leads there."""
    await steps.open_product(page, "Water carafe")
    shopper.did("AddToCart")
    await steps.press(page, "Buy now")
    await expect(page.get_by_role("heading", name="Your cart")).to_be_visible()


async def fill_the_cart(page: Page, shopper: Shopper) -> None:
    """Add one thing and look at the cart twice; add another, and go to the checkout past the cart."""
    await steps.open_product(page, "Pebble mug")
    await steps.add(page, shopper)
    await steps.follow(page, "View cart")
    await steps.home(page)
    await steps.menu(page, "Cart")
    await steps.home(page)
    await steps.open_product(page, "Wool throw")
    await steps.add(page, shopper)
    await steps.follow(page, "check out")


async def buy_by_bank(page: Page, shopper: Shopper) -> None:
    """Buy one thing, pay at the bank, and come back."""
    await steps.pay_at_bank_and_return(page, shopper)
    await steps.thanked(page)


async def buy_and_return_late(page: Page, shopper: Shopper) -> None:
    """Buy one thing, pay at the bank, and come back an hour later."""
    await steps.pay_at_bank(page, shopper)
    await shopper.waits(AN_HOUR_S)
    await steps.follow(page, "Return to the shop")
    await steps.thanked(page)


async def buy_at_a_bank_that_tells_late(page: Page, shopper: Shopper) -> None:
    """Buy one thing, pay at the bank, come back, and wait in the shop for the bank's word."""
    await steps.pay_at_bank_and_return(page, shopper, "tells the shop when you are back there")
    await page.wait_for_url("**/thank-you/**")
    await steps.thanked(page)


async def buy_at_a_bank_that_never_tells(page: Page, shopper: Shopper) -> None:
    """Buy one thing, pay at a bank that calls no webhook, and come back."""
    await steps.pay_at_bank_and_return(page, shopper, "never tells the shop")
    await steps.thanked(page)


async def buy_and_stay_at_the_bank(page: Page, shopper: Shopper) -> None:
    """Buy one thing, pay at the bank, and read the bank's own receipt."""
    await steps.pay_at_bank(page, shopper)
    await steps.follow(page, "Show the receipt")
    await expect(page.get_by_role("heading", name="Your receipt")).to_be_visible()


async def buy_with_strong_authentication(page: Page, shopper: Shopper) -> None:
    """Buy one thing by a card whose bank asks on its own page whether it is its owner who pays."""
    await steps.to_payment(page, shopper)
    await steps.choose_card(page, shopper, CHALLENGED_CARD)
    await steps.press(page, "Place order")
    await page.get_by_label("The code that we sent to your phone").fill("123456")
    await steps.press(page, "Confirm")
    await steps.thanked(page)


async def buy_by_wallet(page: Page, shopper: Shopper) -> None:
    """Buy one thing, and approve the payment in the bank's frame on the shop's own page."""
    await steps.to_payment(page, shopper)
    await page.get_by_role("radio", name="Nordbank Wallet").check()
    approve = page.frame_locator("#wallet").get_by_role("button", name="Approve the payment")
    await expect(approve).to_be_visible()
    shopper.did("AddPaymentInfo")
    await approve.click()
    await expect(page.get_by_role("button", name="Place order")).to_be_visible()
    await steps.press(page, "Place order")
    await steps.thanked(page)


async def abandon_at_bank(page: Page, shopper: Shopper) -> None:
    """Pay at the bank, and close the tab there."""
    await steps.pay_at_bank(page, shopper)
    await page.close()


async def lead_at_the_third_try(page: Page, shopper: Shopper) -> None:
    """Send the form for a quote empty, then with a bad address, then right."""
    await steps.menu(page, "Quotes")
    await steps.press(page, "Send request")
    await expect(page.get_by_text("Please enter your e-mail address.")).to_be_visible()
    await steps.fill_request(page, shopper)
    await page.get_by_label("E-mail").fill("not an address")
    await steps.press(page, "Send request")
    await expect(page.get_by_text("Please check the e-mail address.")).to_be_visible()
    await page.get_by_label("E-mail").fill(shopper.email)
    await steps.press(page, "Send request")
    await expect(page.get_by_role("heading", name="Your request is with us")).to_be_visible()


async def call(page: Page, shopper: Shopper) -> None:
    """Call the shop."""
    await steps.menu(page, "Quotes")
    shopper.did("Contact")
    await page.get_by_role("link", name="Call +49 30 555 0199").click()
    await expect(page.get_by_text("Your phone is dialling")).to_be_visible()


async def book_a_visit(page: Page, shopper: Shopper) -> None:
    """Book a visit to the showroom."""
    await steps.menu(page, "Quotes")
    await steps.follow(page, "visit our showroom")
    await steps.fill_person(page, shopper)
    await page.get_by_label("Day").select_option("Wednesday")
    await steps.press(page, "Book the visit")
    await expect(page.get_by_role("heading", name="We look forward to your visit")).to_be_visible()


async def buy_as_guest(page: Page, shopper: Shopper) -> None:
    """Buy one thing, and leave out the phone number."""
    await steps.to_payment(page, shopper, phone="")
    await steps.pay_by_card(page, shopper)


async def buy_typing_loosely(page: Page, shopper: Shopper) -> None:
    """Buy one thing, with capitals in the address, and blanks and strokes in the phone number."""
    number = f"{shopper.phone[:6]} / {shopper.phone[6:9]}-{shopper.phone[9:]}"
    await steps.to_payment(page, shopper, email=f" {shopper.email.title()} ", phone=number)
    await steps.pay_by_card(page, shopper)


async def search(page: Page, shopper: Shopper) -> None:
    """Search for a thing, and then, as people do, for one's own e-mail address."""
    await steps.search_for(page, "mug")
    await steps.search_for(page, shopper.email)


async def newsletter(page: Page, shopper: Shopper) -> None:
    """Follow the link of a newsletter, which knows its reader, and look at a product."""
    await page.goto(urljoin(page.url, f"/welcome?{urlencode({'email': shopper.email, 'issue': 'spring'})}"))
    await steps.follow(page, "To the shelves")
    await steps.open_product(page, "Pebble mug")


async def work(page: Page, shopper: Shopper) -> None:
    """Sign in at the back office, and look at the shop as a customer sees it."""
    await page.goto(urljoin(page.url, "/staff"))
    await page.get_by_label("E-mail").fill("ines@kiesel.example")
    await page.get_by_label("Password").fill("kiesel")
    await steps.press(page, "Sign in")
    await steps.follow(page, "Look at the shop")
    await steps.open_product(page, "Pebble mug")


async def lead(page: Page, shopper: Shopper) -> None:
    """Ask for a quote."""
    await steps.menu(page, "Quotes")
    await steps.fill_request(page, shopper)
    await steps.press(page, "Send request")
    await expect(page.get_by_role("heading", name="Your request is with us")).to_be_visible()


async def register(page: Page, shopper: Shopper) -> None:
    """Open an account."""
    await steps.menu(page, "Account")
    await steps.fill_person(page, shopper)
    await steps.press(page, "Create account")
    await expect(page.get_by_role("heading", name="Welcome")).to_be_visible()
