"""See ``server_ignores_denial``."""

from dataclasses import replace

from fixture_site.bug import bug
from fixture_site.seams import Seams


@bug(
    family="consent",
    severity="critical",
    imitates="F013",
    source=(
        "https://cookiebeam.com/guides/meta-capi-consent-gating-2026",
        "https://github.com/facebookarchive/facebook-for-magento2/issues/138",
        "https://github.com/stape-io/facebook-tag/issues/65",
    ),
)
def server_ignores_denial(seams: Seams) -> Seams:
    """The back end reports to Meta whatever the shopper answered.

    Imitates a consent gate that only wraps ``fbq``. The browser is silent, as a test in the browser confirms, while
    the server sends the same shopper's e-mail address, network address and purchases.
    """
    return replace(seams, tracking=replace(seams.tracking, server_may_send=lambda consent: True))
