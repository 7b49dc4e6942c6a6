"""What the shop sells. Content ids are the SKUs, so they stay the same for ever."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fixture_site.money import BASE, amount, price


@dataclass(frozen=True, kw_only=True)
class Size:
    """One size of a product: an article with an SKU of its own."""

    sku: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Product:
    """One product. It is an article itself, or comes in sizes; then its SKU is that of the group.

    Prices are euro cents; a float is made only for what leaves the shop.
    """

    sku: str
    slug: str
    name: str
    cents: int
    teaser: str
    story: str
    facts: tuple[str, ...]
    sizes: tuple[Size, ...] = ()

    def price(self, currency: str) -> int:
        """What it costs, in a currency's smallest coin."""
        return price(self.cents, currency)

    @property
    def articles(self) -> dict[str, str]:
        """What of it can be bought: names by SKU."""
        return {size.sku: f"{self.name}, {size.name}" for size in self.sizes} or {self.sku: self.name}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One position of a cart or an order, with the price at that time in its currency's smallest coin."""

    sku: str
    name: str
    quantity: int
    cents: int

    @property
    def total(self) -> int:
        """The price of the whole position."""
        return self.quantity * self.cents


def total(lines: tuple[Line, ...]) -> int:
    """The price of all positions."""
    return sum(line.total for line in lines)


PRODUCTS: tuple[Product, ...] = (
    Product(
        sku="KS-LAMP-01",
        slug="arc-desk-lamp",
        name="Arc desk lamp",
        cents=8900,
        teaser="Warm, glare-free light on a brushed arc.",
        story="A single bent tube of steel carries a dimmable lamp that throws its light where you read, "
        "and nowhere else. The touch dimmer remembers the last setting.",
        facts=("Steel and aluminium", "Dimmable, 2700 K", "42 cm high"),
    ),
    Product(
        sku="KS-MUG-02",
        slug="pebble-mug",
        name="Pebble mug",
        cents=1890,
        teaser="Stoneware, thrown and glazed by hand.",
        story="Heavy enough to stay warm, round enough to hold with both hands. Every glaze turns out "
        "a little different, so no two are the same.",
        facts=("Stoneware", "320 ml", "Dishwasher safe"),
    ),
    Product(
        sku="KS-NOTE-03",
        slug="dot-grid-notebook",
        name="Dot-grid notebook",
        cents=1450,
        teaser="192 pages that lie flat and take ink well.",
        story="Thread-bound, so it opens flat on any page. The paper is smooth, off-white and heavy enough "
        "for a fountain pen.",
        facts=("A5, 192 pages", "100 g paper", "Recycled cover"),
    ),
    Product(
        sku="KS-POT-04",
        slug="terracotta-planter",
        name="Terracotta planter",
        cents=2690,
        teaser="Breathing clay with a saucer that fits.",
        story="Fired at low heat so that the clay can breathe. It comes with its saucer, and with the small "
        "stone that keeps the soil in.",
        facts=("Terracotta", "18 cm across", "With saucer"),
    ),
    Product(
        sku="KS-CLOCK-05",
        slug="still-wall-clock",
        name="Still wall clock",
        cents=4990,
        teaser="A silent movement and nothing to distract.",
        story="No ticking, no numerals, no second hand. A quiet sweep movement behind a face of lacquered ash.",
        facts=("Ash, lacquered", "28 cm across", "Silent movement"),
    ),
    Product(
        sku="KS-THROW-06",
        slug="wool-throw",
        name="Wool throw",
        cents=7950,
        teaser="Undyed merino, woven in the Harz.",
        story="The colours are those of the sheep. Woven double, washed once in spring water, and finished "
        "with a hand-tied fringe.",
        facts=("Merino wool", "130 by 180 cm", "Cold wash"),
    ),
    Product(
        sku="KS-CARAFE-07",
        slug="water-carafe",
        name="Water carafe",
        cents=3420,
        teaser="Mouth-blown glass with an oak stopper.",
        story="One litre of water, in glass so thin that it rings. The oak stopper is oiled, not varnished.",
        facts=("Borosilicate glass", "1 litre", "Oak stopper"),
    ),
    Product(
        sku="KS-STOOL-08",
        slug="ash-stool",
        name="Ash stool",
        cents=11900,
        teaser="A seat, a side table, a step.",
        story="Three legs stand firm on any floor. Solid ash, joined without a single screw, and finished "
        "with plant oil.",
        facts=("Solid ash", "45 cm high", "Carries 120 kg"),
    ),
    Product(
        sku="KS-SLIP-09",
        slug="felt-slippers",
        name="Felt slippers",
        cents=5900,
        teaser="Boiled wool that walks without a sound.",
        story="Pressed in one piece from the wool of mountain sheep, on a sole of latex milk. They take the "
        "shape of your feet within a week.",
        facts=("Boiled wool", "Latex sole", "Wash by hand"),
        sizes=(
            Size(sku="KS-SLIP-09-38", name="38 to 39"),
            Size(sku="KS-SLIP-09-40", name="40 to 41"),
            Size(sku="KS-SLIP-09-42", name="42 to 43"),
        ),
    ),
)

BY_SKU = {sku: product for product in PRODUCTS for sku in product.articles}
"""The product of every article."""
BY_SLUG = {product.slug: product for product in PRODUCTS}
GROUPS = {size.sku: product.sku for product in PRODUCTS for size in product.sizes}
"""The product's own SKU by that of each of its sizes."""


@dataclass(frozen=True, kw_only=True)
class Category:
    """A part of the shelves."""

    slug: str
    name: str
    skus: tuple[str, ...]


CATEGORIES: tuple[Category, ...] = (
    Category(slug="table", name="For the table", skus=("KS-MUG-02", "KS-CARAFE-07")),
    Category(slug="light", name="Light", skus=("KS-LAMP-01",)),
    Category(slug="rooms", name="For the rooms", skus=("KS-CLOCK-05", "KS-THROW-06", "KS-STOOL-08", "KS-SLIP-09")),
    Category(slug="plants-and-paper", name="Plants and paper", skus=("KS-NOTE-03", "KS-POT-04")),
)


def line(sku: str, quantity: int, currency: str = BASE) -> Line:
    """One position, at today's price."""
    product = BY_SKU[sku]
    return Line(sku=sku, name=product.articles[sku], quantity=quantity, cents=product.price(currency))


def lines(cart: dict[str, int], currency: str = BASE) -> tuple[Line, ...]:
    """The positions of a cart, at today's prices."""
    return tuple(line(sku, quantity, currency) for sku, quantity in cart.items() if sku in BY_SKU)


def feed() -> list[dict[str, Any]]:
    """Every article as Meta's catalogue knows it: by its SKU, a size with that of its product as its group."""
    return [
        {"id": sku, "group": GROUPS.get(sku, ""), "price": amount(product.cents, BASE), "currency": BASE}
        for sku, product in BY_SKU.items()
    ]
