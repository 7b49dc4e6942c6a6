"""See ``thank_you_reload``."""

from dataclasses import replace

from fixture_site.bug import bug
from fixture_site.seams import Seams
from fixture_site.tracking import Action, random_id


@bug(
    family="counting",
    severity="critical",
    imitates="F030",
    source=("https://datanostro.com/en/docs/troubleshooting/ts-duplicate-transaction-id/",),
)
def thank_you_reload(seams: Seams) -> Seams:
    """Every load of the thank-you page reports the purchase again, under a new id.

    Imitates a tag that fires on each load of the confirmation page and makes an id when it has none. The first load
    still has the id that the server's copy carries, so one look at the page finds nothing. Whoever reloads it, or
    opens it again for the order number, buys once more in Meta's books.
    """
    good = seams.tracking.browser_event_id

    def event_id(action: Action) -> str:
        return random_id(action.name) if action.repeat else good(action)

    tracking = replace(seams.tracking, purchase_is_announced=lambda action: True, browser_event_id=event_id)
    return replace(seams, tracking=tracking)
