"""See ``separate_event_ids``."""

from dataclasses import replace

from fixture_site.bug import bug
from fixture_site.seams import Seams
from fixture_site.tracking import random_id


@bug(
    family="dedupe",
    severity="critical",
    imitates="F088",
    source=(
        "https://seresa.io/blog/data-quality-validation/facebook-capi-and-pixel-are-counting-your-purchases-twice",
    ),
)
def separate_event_ids(seams: Seams) -> Seams:
    """Browser and server each make a random id for the same action.

    Imitates a page that calls ``crypto.randomUUID()`` and a back end that calls ``uuid4()``. Either channel looks
    fine alone, and every event has a unique id; but no two copies ever share one, so each sale counts twice.
    """
    tracking = replace(
        seams.tracking,
        browser_event_id=lambda action: random_id(action.name),
        server_event_id=lambda action: random_id(action.name),
    )
    return replace(seams, tracking=tracking)
