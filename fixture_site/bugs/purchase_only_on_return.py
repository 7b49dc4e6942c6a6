"""See ``purchase_only_on_return``."""

from dataclasses import replace

from fixture_site.bug import bug
from fixture_site.seams import Seams


@bug(
    family="coverage",
    severity="critical",
    imitates="F077",
    source=(
        "https://github.com/facebook/facebook-for-woocommerce/issues/512",
        "https://github.com/facebook/facebook-for-woocommerce/issues/4036",
        "https://attribuly.com/blogs/how-to-diagnose-meta-pixel-purchase-undercounting-shopify/",
    ),
)
def purchase_only_on_return(seams: Seams) -> Seams:
    """The server reports a purchase only when its thank-you page is opened.

    Imitates a shop whose webhook marks the order as paid and does no more, because the code that reports sales hangs
    on the confirmation page. Whoever pays at the bank and never comes back has bought, and Meta never hears of it.
    Who comes back is reported on both channels.
    """
    return replace(seams, tracking=replace(seams.tracking, order_is_told=lambda action, status: False))
