"""See ``currency_missing_on_server``."""

from dataclasses import replace

from fixture_site.bug import bug
from fixture_site.seams import Seams
from fixture_site.tracking import Action, Data


@bug(
    family="completeness",
    severity="critical",
    imitates="F004",
    source=(
        "https://github.com/Adsmurai-Google-Tag-Manager-Templates/adsmurai-facebook-conversions-api-client/issues/7",
        "https://github.com/facebook/facebook-for-woocommerce/issues/582",
        "https://github.com/facebookarchive/facebook-for-magento/issues/122",
    ),
)
def currency_missing_on_server(seams: Seams) -> Seams:
    """The server's purchases have no currency, so Meta refuses them.

    Imitates a back end that forgot the field. Meta answers 400 with error 100/2804010, for ever; the browser's copy
    is complete and covers the loss, except where there is no browser's copy.
    """

    def without_currency(action: Action, data: Data) -> Data:
        dropped = "currency" if action.name == "Purchase" else ""
        return {key: value for key, value in data.items() if key != dropped}

    return replace(seams, tracking=replace(seams.tracking, server_data=without_currency))
