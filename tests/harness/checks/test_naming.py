"""The names of events."""

from __future__ import annotations

from harness.judge import judge
from harness.ledger import PixelWarning
from tests.harness.factories import BROWSER, SERVER, SITE, START, change, event, fired, healthy, heard, told, visit
from tests.harness.mutators import each

NAMES = "naming.events"


def test_a_custom_event_by_track_is_told_by_the_pixels_warning() -> None:
    """The wire shows no difference; without a warning there is no finding."""
    opened = event("ViewCategory", 12, BROWSER, source_url=f"{SITE}/shelf")
    warning = PixelWarning(
        at=START + 12,
        url=f"{SITE}/shelf",
        message="You are sending a non-standard event 'ViewCategory'. The preferred way is another.",
    )
    assert fired(judge(heard(healthy(), opened))) == set()
    assert told(heard(healthy(visits=(visit(pixel_warnings=(warning,)),)), opened), NAMES) == [
        "https://shop.example/shelf sends the non-standard event 'ViewCategory' as a standard one (1 time)."
    ]


def test_a_misspelt_standard_event_is_named_with_what_was_meant() -> None:
    """The copy that is missing under the right name is its consequence."""
    evidence = each(healthy(), "AddToCart", SERVER, lambda e: change(e, name="add_to_cart", event_id="other"))
    (finding,) = judge(evidence).findings
    assert finding.message == "'add_to_cart' (1 event) is no standard event, but 'AddToCart' is."
    assert finding.consequences == ("No server copy of AddToCart on https://shop.example/products/mug reached Meta.",)
