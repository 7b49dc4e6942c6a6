"""Amounts that are not those of the order: another unit, another source, another spelling."""

from __future__ import annotations

from collections import defaultdict

from harness.checks.money import as_number, due_value
from harness.ledger import Conversion, Ledger
from harness.mistake import mistake
from harness.rewriting import edit, of, saying, worth
from harness.verdict import Severity
from mock_meta.event import Channel, Event

_FOR_WOOCOMMERCE = "https://github.com/facebook/facebook-for-woocommerce"


def _order_of(ledger: Ledger, event: Event) -> Conversion | None:
    """The order that a Purchase reports: by its number, else the only one that there is."""
    number = str(event.custom_data.get("order_id", ""))
    booked = [conversion for conversion in ledger.conversions if conversion.book == "orders"]
    return next((order for order in booked if order.id == number), booked[0] if len(booked) == 1 else None)


@mistake(
    "F007",
    family="value",
    severity=Severity.CRITICAL,
    check="value.against_books",
    cause="in minor units",
    sources=(
        "https://github.com/google/site-kit-wp/issues/13362",
        "https://docs.onboarding.online/en/articles/"
        "11266066-guide-for-event-tracking-data-integration-stripe-meta-and-webhooks",
    ),
    needs="a sale in the books",
)
def value_in_cents(ledger: Ledger) -> Ledger | None:
    """A sale of 49.90 is reported as 4990.

    Payment providers count in the smallest coin, and their total is passed on as it came. Both channels take it from
    there, so they agree with each other.
    """
    return edit(
        ledger, of("Purchase"), lambda event: worth(event, round(100 * (as_number(event.custom_data["value"]) or 0), 2))
    )


@mistake(
    "F028",
    family="value",
    severity=Severity.CRITICAL,
    check="value.against_books",
    cause="the store's base currency",
    scenarios=("foreign_currency",),
    sources=(f"{_FOR_WOOCOMMERCE}/pull/3659", f"{_FOR_WOOCOMMERCE}/pull/3720"),
    needs="a product feed, and an order in another currency than the feed's",
)
def base_currency_for_every_order(ledger: Ledger) -> Ledger | None:
    """An order in kronor is reported with its amount and the store's own currency.

    The tag asks the store which currency it keeps, and not the order in which one it was paid. Orders in the store's
    own currency are right, and those are the ones that get tested.
    """
    base = next((item.currency for item in ledger.feed if item.currency), None)
    if base is None or all(order.currency in (None, base) for order in ledger.conversions):
        return None
    return edit(ledger, lambda event: "currency" in event.custom_data, lambda event: saying(event, currency=base))


@mistake(
    "F042",
    family="value",
    severity=Severity.MEDIUM,
    check="value.against_books",
    cause="an example's amount and currency",
    scenarios=("healthy_purchase", "two_orders"),
    sources=("https://batdongsancantim.vn/www.facebook.com/business/help/490934944618455.html",),
    needs="a sale in the books",
)
def example_value_left_in(ledger: Ledger) -> Ledger | None:
    """Every sale in the browser is worth 0.00 USD, as in the snippet that was copied from the documentation."""
    return edit(ledger, of("Purchase", Channel.BROWSER), lambda event: saying(event, value="0.00", currency="USD"))


@mistake(
    "F051",
    family="value",
    severity=Severity.HIGH,
    check="value.of_goods",
    cause="the whole cart's total",
    scenarios=("cart_filled",),
    sources=(
        f"{_FOR_WOOCOMMERCE}/issues/1847",
        f"{_FOR_WOOCOMMERCE}/pull/2215",
        f"{_FOR_WOOCOMMERCE}/issues/1212",
    ),
    needs="two articles put into the cart one after another, with their prices",
)
def cart_total_at_each_add(ledger: Ledger) -> Ledger | None:
    """The second article put into the cart is reported with the value of both, the third with that of all three.

    The tag reads the cart's total. The first article is right, so a test that adds one finds nothing.
    """
    if len({visit.visitor for visit in ledger.visits}) > 1:
        return None  # Whose cart an event fills is not told here.
    carts: dict[tuple[Channel, int], dict[str, float]] = defaultdict(dict)

    def add(event: Event) -> Event:
        # An order empties the cart, and what is sent again is not put into it again.
        cart = carts[event.channel, sum(order.created_at <= event.received_at for order in ledger.conversions)]
        cart.setdefault(event.event_id or event.key, as_number(event.custom_data.get("value")) or 0.0)
        return worth(event, round(sum(cart.values()), 2))

    return edit(ledger, of("AddToCart"), add)


@mistake(
    "F080",
    family="value",
    severity=Severity.HIGH,
    check="value.against_books",
    cause="emptied before the value was read",
    scenarios=("express_checkout",),
    sources=("https://github.com/williankeller/magento2-facebook-pixel/issues/6",),
    needs="a sale in the books",
)
def express_checkout_worth_nothing(ledger: Ledger) -> Ledger | None:
    """A sale by the express button is reported with value 0.

    The amount is read from the cart, which that way to pay has emptied by the time the confirmation is shown.
    """
    return edit(ledger, of("Purchase"), lambda event: worth(event, 0.0))


@mistake(
    "F085",
    family="value",
    severity=Severity.HIGH,
    check="value.against_books",
    cause="other parts are summed than the plan says",
    scenarios=("coupon_and_delivery",),
    sources=("http://help.carthook.com/articles/9TekjAnT/How-Our-Facebook-Pixel-Integration-Works",),
    needs="books that tell the parts of an amount, and a sale with a coupon or delivery",
)
def other_parts_than_planned(ledger: Ledger) -> Ledger | None:
    """The value holds the delivery that the plan leaves out, and not the coupon.

    Store and tag each have a total of their own: before or after discount, with delivery or without.
    """

    def before_discount(event: Event) -> Event:
        order = _order_of(ledger, event)
        if order is None or not order.parts or due_value(ledger.plan, order) is None:
            return event
        return worth(event, round(sum(amount for amount in order.parts.values() if amount > 0), 2))

    changed = edit(ledger, of("Purchase"), before_discount)
    return changed if any(_discounted_or_delivered(order) for order in ledger.conversions) else None


def _discounted_or_delivered(order: Conversion) -> bool:
    return any(order.parts.get(part) for part in ("discount", "shipping"))


@mistake(
    "F086",
    family="value",
    severity=Severity.MEDIUM,
    check="value.format",
    cause="a local abbreviation",
    sources=(
        "https://github.com/facebookarchive/facebook-for-magento/issues/122",
        "https://github.com/segmentio/action-destinations/pull/122",
    ),
    needs="an event with a currency",
)
def currency_as_people_write_it(ledger: Ledger) -> Ledger | None:
    """The currency is what stands behind the price on the page: "Dhs" or "€", not its code."""
    return edit(ledger, lambda event: "currency" in event.custom_data, lambda event: saying(event, currency="Dhs"))


@mistake(
    "F099",
    family="value",
    severity=Severity.HIGH,
    check="value.format",
    cause="formatted for people",
    sources=("https://batdongsancantim.vn/www.facebook.com/business/help/490934944618455.html",),
    needs="a browser event with a value",
)
def value_formatted_for_people(ledger: Ledger) -> Ledger | None:
    """The browser sends the price as the German page shows it: "1.234,56" or "49,90 €"."""

    def german(event: Event) -> Event:
        number = as_number(event.custom_data.get("value"))
        if number is None:
            return event
        text = f"{number:,.2f}".translate(str.maketrans(",.", ".,"))
        return saying(event, value=f"{text} €")

    return edit(ledger, of("", Channel.BROWSER), german)
