"""What follows from a ledger, worked out once."""

from __future__ import annotations

from harness.case import Case
from harness.copies import Copies
from harness.ledger import Ledger
from mock_meta.counting import FoldedBy
from mock_meta.event import Answer
from tests.harness.factories import BROWSER, SERVER, START, change, event, healthy, heard, purchase, two_orders
from tests.harness.mutators import MUTATORS


def sales(evidence: Ledger) -> list[tuple[Case, Copies]]:
    """Each sale's copies, with the case."""
    case = Case(evidence)
    return [(case, copies) for copies in case.copies if copies.action.conversion is not None]


def counts(evidence: Ledger) -> list[int]:
    """How often Meta would count each sale."""
    return [len(case.counted_for(copies)) for case, copies in sales(evidence)]


def test_only_the_sites_own_pixels_are_judged() -> None:
    """Unless the site names none."""
    foreign = heard(healthy(), event("Purchase", 57, pixel_id="999"))
    assert len(Case(foreign).events) == len(healthy().events)
    assert len(Case(change(foreign, pixel_ids=())).events) == len(foreign.events)


def test_events_are_read_in_order_of_receipt() -> None:
    """However the ledger lists them."""
    turned = change(healthy(), events=healthy().events[::-1])
    assert Case(turned).events == Case(healthy()).events


def test_refused_events_are_heard_and_not_counted() -> None:
    """They report their action all the same."""
    refused = event("Purchase", 57, SERVER, answer=Answer(status=400), custom_data={"order_id": "1001"})
    ((case, copies),) = sales(heard(healthy(), refused))
    assert len(case.events) == len(case.accepted) + 1
    assert len(copies.refused) == 1
    assert counts(heard(healthy(), refused)) == [1]


def test_an_entry_of_metas_books_stands_for_one_action() -> None:
    """Of two orders with one id the first is counted, the second not at all; swapped ids still make two."""
    assert counts(two_orders()) == [1, 1]
    assert counts(MUTATORS["shared_id"].evidence()) == [1, 0]
    assert counts(MUTATORS["swapped_ids"].evidence()) == [1, 1]
    assert counts(MUTATORS["separate_ids"].evidence()) == [2]


def test_an_entry_may_be_kept_for_a_copy_that_reports_nothing() -> None:
    """It stands for the sale whose copy was folded into it."""
    early = change(purchase(at=40)[0], custom_data={"order_id": "?"}, event_id="purchase-1001")
    assert counts(heard(healthy(), early)) == [1]


def test_the_keys_by_which_copies_fold() -> None:
    """By id; by fbp where an id is missing; not at all."""

    def folds(evidence: Ledger) -> tuple[FoldedBy, ...]:
        ((case, copies),) = sales(evidence)
        return case.folds(copies)

    assert folds(healthy()) == (FoldedBy.EVENT_ID,)
    assert folds(MUTATORS["browser_id_dropped"].evidence()) == (FoldedBy.FBP,)
    assert folds(MUTATORS["separate_ids"].evidence()) == ()
    server_first = change(
        healthy(),
        events=tuple(
            change(e, received_at=START + 50) if e.name == "Purchase" and e.channel is SERVER else e
            for e in healthy().events
        ),
    )
    assert folds(server_first) == (FoldedBy.EVENT_ID,)


def test_an_event_is_filed_under_what_it_reports() -> None:
    """The sale, the step, or its own name."""
    evidence = heard(healthy(), event("Search", 12))
    case = Case(evidence)
    subjects = {e.name: case.subject(e) for e in evidence.events}
    assert (subjects["Purchase"], subjects["PageView"], subjects["Search"]) == (
        "Purchase/orders/1001",
        "PageView",
        "Search",
    )


def test_conversions_of_an_event() -> None:
    """The settled entries that owe it."""
    assert [c.id for c in Case(two_orders()).conversions("Purchase")] == ["1001", "1002"]
    assert Case(two_orders()).conversions("PageView") == ()


def test_the_standing_of_one_copy() -> None:
    """As in the list of all."""
    ((case, copies),) = sales(healthy())
    assert case.due(copies.action, BROWSER) in case.dues
    assert case.due(copies.action, SERVER).channel is SERVER
