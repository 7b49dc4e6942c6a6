"""Amounts that are not those of the order."""

from fixture_site.bug import bug
from fixture_site.money import BASE, amount
from fixture_site.seams import Seams
from fixture_site.tracking import Action, Data

_WOOCOMMERCE = "https://github.com/facebook/facebook-for-woocommerce"
_GERMAN = str.maketrans(",.", ".,")


@bug(
    family="value",
    severity="critical",
    imitates="F007",
    source=(
        "https://github.com/google/site-kit-wp/issues/13362",
        "https://docs.onboarding.online/en/articles/"
        "11266066-guide-for-event-tracking-data-integration-stripe-meta-and-webhooks",
    ),
)
def value_in_cents(seams: Seams) -> Seams:
    """The value of a purchase is in cents: 4990 for 49.90.

    Imitates the payment provider's total, which is in minor units, passed on unchanged. Both channels take it from
    there, so they agree with each other, and every count is right; only the shop's own books say otherwise. Events
    before the purchase take their value from the catalogue and stay right.
    """
    good = seams.tracking.value

    def value(action: Action) -> float:
        return float(action.cents or 0) if action.name == "Purchase" else good(action)

    return seams.tracking_with(value=value)


@bug(
    family="value",
    severity="critical",
    imitates="F028",
    source=(f"{_WOOCOMMERCE}/pull/3659", f"{_WOOCOMMERCE}/pull/3720"),
)
def base_currency_for_every_order(seams: Seams) -> Seams:
    """Every event carries the shop's own currency, with the amount in the shopper's.

    Imitates a tag that asks the store for its currency. Whoever pays in euros is right; 574 kronor become 574 euros.
    """
    return seams.tracking_with(currency=lambda action: BASE)


@bug(
    family="value",
    severity="medium",
    imitates="F042",
    source=("https://batdongsancantim.vn/www.facebook.com/business/help/490934944618455.html",),
)
def example_value_left_in(seams: Seams) -> Seams:
    """In the browser every sale is worth 0.00 USD.

    Imitates the snippet of the documentation, pasted and never filled in. The server takes the value from the order.
    """

    def as_in_the_example(action: Action, data: Data) -> Data:
        return data | {"value": "0.00", "currency": "USD"} if action.name == "Purchase" else data

    return seams.tracking_with(browser_data=as_in_the_example)


@bug(
    family="value",
    severity="high",
    imitates="F051",
    source=(f"{_WOOCOMMERCE}/issues/1847", f"{_WOOCOMMERCE}/pull/2215", f"{_WOOCOMMERCE}/issues/1212"),
)
def cart_total_at_each_add(seams: Seams) -> Seams:
    """What is put into the cart is reported with all that the cart comes to, delivery and all.

    Imitates a tag that reads the cart's total. One dear thing in an empty cart is right by chance.
    """
    good = seams.tracking.value

    def value(action: Action) -> float:
        return amount(sum(action.parts.values()), action.currency) if action.name == "AddToCart" else good(action)

    return seams.tracking_with(value=value)


@bug(
    family="value",
    severity="high",
    imitates="F080",
    source=("https://github.com/williankeller/magento2-facebook-pixel/issues/6",),
)
def express_checkout_worth_nothing(seams: Seams) -> Seams:
    """A sale by the express button has the value 0.

    Imitates a tag that reads the cart, which the express button has emptied before the sale is shown. Whoever goes
    through the checkout is reported right.
    """
    good = seams.tracking.value
    return seams.tracking_with(value=lambda action: 0.0 if action.method == "express" else good(action))


@bug(
    family="value",
    severity="high",
    imitates="F085",
    source=("https://help.carthook.com/articles/9TekjAnT/How-Our-Facebook-Pixel-Integration-Works",),
)
def other_parts_than_planned(seams: Seams) -> Seams:
    """A sale is reported with its delivery and without its coupon.

    Imitates an order's total before discount. Sales without a coupon and with free delivery are right.
    """
    good = seams.tracking.value

    def value(action: Action) -> float:
        if action.name != "Purchase":
            return good(action)
        return amount(sum(coins for coins in action.parts.values() if coins > 0), action.currency)

    return seams.tracking_with(value=value)


@bug(
    family="value",
    severity="medium",
    imitates="F086",
    source=(
        "https://github.com/facebookarchive/facebook-for-magento/issues/122",
        "https://github.com/segmentio/action-destinations/pull/122",
    ),
)
def currency_as_people_write_it(seams: Seams) -> Seams:
    """The currency is "Dhs", as it stands on price tags, and no code.

    Imitates a shop that passes on the sign of its currency. Meta takes the event and can't read the money.
    """
    return seams.tracking_with(currency=lambda action: "Dhs")


@bug(
    family="value",
    severity="high",
    imitates="F099",
    source=("https://batdongsancantim.vn/www.facebook.com/business/help/490934944618455.html",),
)
def value_formatted_for_people(seams: Seams) -> Seams:
    """The browser sends every value as a German page shows it: "1.234,56 €".

    Imitates a template that prints the price for the reader into the tag. The server has the number.
    """

    def shown(action: Action, data: Data) -> Data:
        return data | {"value": f"{data['value']:,.2f} €".translate(_GERMAN)} if "value" in data else data

    return seams.tracking_with(browser_data=shown)
