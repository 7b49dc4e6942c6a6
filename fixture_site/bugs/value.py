"""See ``value_in_cents``."""

from dataclasses import replace

from fixture_site.bug import bug
from fixture_site.seams import Seams
from fixture_site.tracking import Action


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

    return replace(seams, tracking=replace(seams.tracking, value=value))
