"""What a basket comes to: goods, coupon, delivery, and the tax that is in them."""

from __future__ import annotations

from dataclasses import dataclass

from fixture_site.catalogue import Line, total
from fixture_site.money import BASE, amount, price

COUPONS = {"KIESEL10": 10}
"""What a code takes off the goods, in percent."""
DELIVERY_CENTS = 490
FREE_FROM_CENTS = 4000
TAX_PERCENT = 19


@dataclass(frozen=True, kw_only=True)
class Bill:
    """Amounts in the currency's smallest coin. Prices hold their tax, as is the law for consumers."""

    currency: str
    goods: int
    discount: int
    shipping: int

    @property
    def sold(self) -> int:
        """What the goods bring in: the value of the sale. Delivery is no revenue of the shop's."""
        return self.goods - self.discount

    @property
    def total(self) -> int:
        """What the shopper pays."""
        return self.sold + self.shipping

    @property
    def tax(self) -> int:
        """The tax in what the goods bring in."""
        return round(self.sold * TAX_PERCENT / (100 + TAX_PERCENT))

    @property
    def parts(self) -> dict[str, int]:
        """What the total is the sum of: goods before tax, less the discount, the tax on them, and delivery."""
        return {
            "goods": self.goods - self.tax,
            "discount": -self.discount,
            "tax": self.tax,
            "shipping": self.shipping,
        }

    def public(self) -> dict[str, float]:
        """The parts as the books' interface tells them."""
        return {name: amount(coins, self.currency) for name, coins in self.parts.items()}


def bill(lines: tuple[Line, ...], currency: str = BASE, coupon: str = "") -> Bill:
    """What these positions come to."""
    goods = total(lines)
    discount = round(goods * COUPONS.get(coupon, 0) / 100)
    is_free = not goods or goods - discount >= price(FREE_FROM_CENTS, currency)
    shipping = 0 if is_free else price(DELIVERY_CENTS, currency)
    return Bill(currency=currency, goods=goods, discount=discount, shipping=shipping)
