"""Trips: to another's page and back, and when a sale was settled meanwhile."""

from __future__ import annotations

from harness import trips
from harness.evidence import traced
from harness.ledger import Ledger, PageLoad, Trace
from tests.harness.factories import START, change, healthy, order, page, visit

BANK = "https://bank.example/pay/1"


def elsewhere(at: float) -> PageLoad:
    return change(page("/", at), url=BANK)


def paid(settled_at: float | None, *pages: PageLoad) -> Ledger:
    """A sale that was ordered at 40 and settled then."""
    sale = change(order(at=41.0), settled_at=None if settled_at is None else START + settled_at)
    return change(healthy(), visits=(visit(pages=pages),), conversions=(sale,))


RETURNED = (
    page("/checkout", 30.0),
    elsewhere(41.0),
    change(elsewhere(44.0), url=f"{BANK}/done"),
    page("/thanks", 50.0),
)


def test_who_never_leaves_has_no_trip() -> None:
    assert not [*trips.trips(paid(45.0, page("/", 1.0), page("/thanks", 50.0)))]
    assert not trips.came_back(paid(45.0, page("/", 1.0), elsewhere(41.0)))


def test_a_trip_is_from_the_last_page_elsewhere_to_the_first_at_home() -> None:
    said = "the shopper came back from bank.example to /thanks after 6 s"
    assert trips.came_back(paid(45.0, *RETURNED)) == said
    assert trips.away_for(5.0)(paid(45.0, *RETURNED)) == said
    assert not trips.away_for(7.0)(paid(45.0, *RETURNED))


def test_a_view_in_the_same_document_is_no_return() -> None:
    assert not trips.came_back(paid(45.0, elsewhere(41.0), change(page("/thanks", 50.0), route=True)))


def test_a_sale_is_settled_before_the_return_or_after_it() -> None:
    early, late, never = paid(45.0, *RETURNED), paid(50.5, *RETURNED), paid(None, *RETURNED)
    assert trips.settled_before_return(early).startswith("orders/1001 was settled 5.00 s before the shopper came back")
    assert trips.settled_after_return(late).startswith("orders/1001 was settled 0.50 s after the shopper came back")
    assert not trips.settled_after_return(early)
    assert not trips.settled_before_return(late)
    assert not trips.settled_before_return(never)
    assert not trips.settled_after_return(never)


def test_who_asks_twice_for_the_way_back_has_returned_with_the_first() -> None:
    """The answer to that was given up, and the site heard of the return all the same."""
    evidence = paid(49.5, *RETURNED)
    asked = change(page("/return", 49.0, 49.8), loaded_at=None)
    twice = change(evidence, visits=(visit(pages=RETURNED, given_up=(asked,)),))
    assert trips.settled_before_return(evidence)
    assert trips.settled_after_return(twice).startswith("orders/1001 was settled 0.50 s after the shopper came back")


def test_all_of_several_is_nothing_if_one_is_missing() -> None:
    both = trips.all_of(traced("a"), trips.came_back)
    noted = change(paid(45.0, *RETURNED), traces=(Trace(at=1.0, condition="a", fact="it was done"),))
    assert both(noted) == "it was done; the shopper came back from bank.example to /thanks after 6 s"
    assert not both(paid(45.0, *RETURNED))
