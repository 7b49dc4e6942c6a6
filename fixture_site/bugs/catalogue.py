"""Goods that Meta can't find in the shop's feed, or not as what they are."""

from collections.abc import Callable

from fixture_site.bug import bug
from fixture_site.catalogue import GROUPS
from fixture_site.seams import Seams
from fixture_site.tracking import Action, Data

_WOOCOMMERCE = "https://github.com/facebook/facebook-for-woocommerce"
_MAGENTO = "https://github.com/facebookarchive/facebook-for-magento"


def _renamed(data: Data, new_id: Callable[[str], str]) -> Data:
    """The parameters with other ids of the goods."""
    if "contents" not in data:
        return data
    return data | {
        "content_ids": [new_id(sku) for sku in data["content_ids"]],
        "contents": [item | {"id": new_id(item["id"])} for item in data["contents"]],
    }


@bug(
    family="catalogue",
    severity="high",
    imitates="F009",
    source=(
        f"{_WOOCOMMERCE}/issues/809",
        f"{_WOOCOMMERCE}/issues/742",
        f"{_MAGENTO}/issues/74",
        f"{_MAGENTO}/issues/78",
    ),
)
def ids_of_another_numbering(seams: Seams) -> Seams:
    """Events put "wc_post_id_" before every SKU, and the feed does not.

    Imitates two extensions, one for the feed and one for the events, each with a prefix of its own.
    """

    def prefixed(action: Action, data: Data) -> Data:
        return _renamed(data, "wc_post_id_{}".format)

    return seams.tracking_with(browser_data=prefixed, server_data=prefixed)


@bug(
    family="catalogue",
    severity="medium",
    imitates="F011",
    source=(f"{_WOOCOMMERCE}/issues/405", f"{_WOOCOMMERCE}/issues/1113"),
)
def content_type_of_the_other_kind(seams: Seams) -> Seams:
    """The page of a product with sizes says "product" with the id of the group.

    Imitates a tag in which the content type is fixed. Products without sizes are right.
    """

    def fixed(action: Action, data: Data) -> Data:
        return data | {"content_type": "product"} if "content_type" in data else data

    return seams.tracking_with(browser_data=fixed, server_data=fixed)


@bug(
    family="catalogue",
    severity="medium",
    imitates="F019",
    source=(
        f"{_WOOCOMMERCE}/issues/2018",
        f"{_WOOCOMMERCE}/issues/2493",
        f"{_WOOCOMMERCE}/issues/769",
        f"{_WOOCOMMERCE}/issues/113",
        "https://github.com/PrestaShopCorp/ps_facebook/pull/354",
    ),
)
def parent_bought_for_a_variant(seams: Seams) -> Seams:
    """A size is put into the cart, and its product is bought.

    Imitates an order that keeps the product of a line, and the size as a note. Products without sizes are right.
    """

    def of_product(action: Action, data: Data) -> Data:
        renamed = _renamed(data, lambda sku: GROUPS.get(sku, sku)) if action.name == "Purchase" else data
        return renamed if renamed == data else renamed | {"content_type": "product_group"}

    return seams.tracking_with(browser_data=of_product, server_data=of_product)


@bug(
    family="catalogue",
    severity="low",
    imitates="F027",
    source=(
        "https://github.com/rudderlabs/rudder-sdk-js/pull/955",
        "https://github.com/rudderlabs/rudder-sdk-js/pull/967",
        "https://github.com/segmentio/analytics.js-integrations/pull/143",
    ),
)
def content_type_as_a_list(seams: Seams) -> Seams:
    """The browser sends the content type as a list of one.

    Imitates a mapper between a shop's events and Meta's that makes lists of everything.
    """

    def wrapped(action: Action, data: Data) -> Data:
        return data | {"content_type": [data["content_type"]]} if "content_type" in data else data

    return seams.tracking_with(browser_data=wrapped)


@bug(
    family="catalogue",
    severity="high",
    imitates="F037",
    source=("https://github.com/stape-io/facebook-tag/issues/77",),
)
def server_copy_without_goods(seams: Seams) -> Seams:
    """The server's copy of a sale has no goods in it.

    Imitates a back end that reads the lines from ``ecommerce.items``, where this shop keeps none. The page has them.
    """

    def bare(action: Action, data: Data) -> Data:
        return data | {"content_ids": [], "contents": []} if action.name == "Purchase" else data

    return seams.tracking_with(server_data=bare)
