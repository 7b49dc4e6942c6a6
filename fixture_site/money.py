"""Money, in each currency that the shop sells in. Inside the shop an amount is a whole number of smallest coins."""

from __future__ import annotations

from dataclasses import dataclass

BASE = "EUR"


@dataclass(frozen=True, kw_only=True)
class Currency:
    """One currency: its price list is made from euro cents by ``rate``, in whole ``steps`` of its smallest coin."""

    code: str
    name: str
    digits: int
    rate: float
    steps: int
    pattern: str


CURRENCIES = {
    currency.code: currency
    for currency in (
        Currency(code="EUR", name="Euro", digits=2, rate=1.0, steps=1, pattern="€{}"),
        Currency(code="SEK", name="Swedish krona", digits=2, rate=11.5, steps=100, pattern="{} kr"),
        Currency(code="JPY", name="Japanese yen", digits=0, rate=1.6, steps=10, pattern="¥{}"),
    )
}


def price(cents: int, currency: str) -> int:
    """A price of the list in euro cents, as it is in another currency's list."""
    found = CURRENCIES[currency]
    return round(cents * found.rate / found.steps) * found.steps


def amount(coins: int, currency: str) -> float:
    """Smallest coins as the amount that leaves the shop: 4990 cents are 49.90, 7980 yen are 7980."""
    digits = CURRENCIES[currency].digits
    return round(coins / 10.0**digits, digits)


def shown(coins: int, currency: str = BASE) -> str:
    """An amount as shoppers read it: €1,234.50, 574 kr, ¥7,980."""
    found = CURRENCIES[currency]
    whole = coins % 10**found.digits == 0 and found.code != BASE
    text = f"{abs(coins) / 10**found.digits:,.{0 if whole else found.digits}f}"
    return ("−" if coins < 0 else "") + found.pattern.format(text)
