"""Goods that Meta can't find in the product catalogue, or not as what they are."""

from __future__ import annotations

from harness.ledger import Ledger
from harness.mistake import mistake
from harness.rewriting import edit, naming, of, saying
from harness.verdict import Severity
from mock_meta.event import Channel, Event

_FOR_WOOCOMMERCE = "https://github.com/facebook/facebook-for-woocommerce"
_FOR_MAGENTO = "https://github.com/facebookarchive/facebook-for-magento"


def _names_goods(event: Event) -> bool:
    return bool(event.custom_data.get("content_ids") or event.custom_data.get("contents"))


@mistake(
    "F009",
    family="catalogue",
    severity=Severity.HIGH,
    check="catalogue.ids",
    cause="a prefix or suffix",
    sources=(
        f"{_FOR_WOOCOMMERCE}/issues/809",
        f"{_FOR_MAGENTO}/issues/74",
        f"{_FOR_MAGENTO}/issues/78",
        f"{_FOR_WOOCOMMERCE}/issues/742",
    ),
    needs="a product feed",
)
def ids_of_another_numbering(ledger: Ledger) -> Ledger | None:
    """Events say "wc_post_id_1953" where the feed says "1953".

    Pixel and feed are made by two extensions, each with its own idea of an article's number. No article that somebody
    looks at or buys is one of the catalogue's.
    """
    return edit(ledger, _names_goods, lambda event: naming(event, "wc_post_id_{}".format)) if ledger.feed else None


@mistake(
    "F011",
    family="catalogue",
    severity=Severity.MEDIUM,
    check="catalogue.shape",
    cause="follows the page and not the id",
    scenarios=("size_chosen",),
    sources=(f"{_FOR_WOOCOMMERCE}/issues/405", f"{_FOR_WOOCOMMERCE}/issues/1113"),
    needs="a product feed with variants",
)
def content_type_of_the_other_kind(ledger: Ledger) -> Ledger | None:
    """The id of a product with sizes is sent as one product, and that of a size as a group."""
    sizes = {item.id for item in ledger.feed if item.group}
    groups = {item.group for item in ledger.feed if item.group}

    def other_kind(event: Event) -> Event:
        ids = set(event.custom_data.get("content_ids") or ())
        if ids & groups:
            return saying(event, content_type="product")
        return saying(event, content_type="product_group") if ids & sizes else event

    return edit(ledger, _names_goods, other_kind)


@mistake(
    "F019",
    family="catalogue",
    severity=Severity.MEDIUM,
    check="catalogue.funnel",
    cause="the parent's id",
    scenarios=("size_chosen",),
    sources=(
        f"{_FOR_WOOCOMMERCE}/issues/2018",
        f"{_FOR_WOOCOMMERCE}/issues/2493",
        f"{_FOR_WOOCOMMERCE}/issues/769",
        "https://github.com/PrestaShopCorp/ps_facebook/pull/354",
        f"{_FOR_WOOCOMMERCE}/issues/113",
    ),
    needs="a product feed with variants, one of which is bought",
)
def parent_bought_for_a_variant(ledger: Ledger) -> Ledger | None:
    """The size is put into the cart, and its parent is bought.

    Each id is in the feed and each event alone is sound; along the way one article has two names. Articles without
    variants are right.
    """
    parent = {item.id: item.group for item in ledger.feed if item.group}

    def of_parent(event: Event) -> Event:
        named = naming(event, lambda content_id: parent.get(content_id, content_id))
        return named if named == event else saying(named, content_type="product_group")

    return edit(ledger, of("Purchase"), of_parent)


@mistake(
    "F027",
    family="catalogue",
    severity=Severity.LOW,
    check="catalogue.shape",
    cause="wraps every value",
    sources=(
        "https://github.com/rudderlabs/rudder-sdk-js/pull/955",
        "https://github.com/rudderlabs/rudder-sdk-js/pull/967",
        "https://github.com/segmentio/analytics.js-integrations/pull/143",
    ),
    needs="an event with a content type",
)
def content_type_as_a_list(ledger: Ledger) -> Ledger | None:
    """The content type is sent as ["product"], a list of one, by a mapper that makes lists of everything."""
    return edit(
        ledger,
        lambda event: isinstance(event.custom_data.get("content_type"), str),
        lambda event: saying(event, content_type=[event.custom_data["content_type"]]),
    )


@mistake(
    "F037",
    family="catalogue",
    severity=Severity.HIGH,
    check="catalogue.contents",
    cause="built before the items are attached",
    sources=("https://github.com/stape-io/facebook-tag/issues/77",),
    needs="a sale whose browser's copy names its goods",
)
def server_copy_without_goods(ledger: Ledger) -> Ledger | None:
    """The server's copy of a sale names no goods, while the browser's does.

    It is built before the order's lines are loaded, or looks for them under a name that the page does not use.
    """
    return edit(ledger, of("Purchase", Channel.SERVER), lambda event: saying(event, content_ids=[], contents=[]))
