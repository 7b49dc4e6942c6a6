"""Whose an event is, where there are several visitors."""

from __future__ import annotations

from harness.case import Case
from harness.ledger import Cookie, Ledger
from harness.people import People
from mock_meta.normalize import digest
from tests.harness.factories import ADA, BROWSER, FBC, FBP, SERVER, START, change, event, healthy, ledger, page, visit

BOB = ADA | {"first_name": "Bob", "email": "bob@example.com"}
BOBS_FBP = "fb.1.1800000000001.42"


def two() -> Ledger:
    """Ada and Bob, who look at one page in the same second."""
    shown = (page("/products/mug", 10, 20),)
    held = (Cookie(at=START, name="_fbp", value=BOBS_FBP),)
    bob = visit(shopper=BOB, visitor=2, click_id="IwAR1other", pages=shown, deeds=(), cookies=held)
    return ledger(visits=(visit(pages=shown, deeds=()), bob), conversions=())


def test_a_single_visitor_is_nobody_in_particular() -> None:
    """There is nothing to tell apart."""
    assert People(healthy()).visitor(event("PageView", 10)) is None


def test_known_by_the_click_the_cookie_or_the_address() -> None:
    """Whatever only one of them has."""
    people = People(two())
    assert people.visitor(event("PageView", 10, user_data={"fbc": FBC})) == 1
    assert people.visitor(event("PageView", 10, user_data={"fbp": BOBS_FBP})) == 2
    assert people.visitor(event("Lead", 10, SERVER, user_data={"em": [digest("bob@example.com")], "fbc": FBC})) == 2


def test_what_nobody_has_tells_of_nobody() -> None:
    """A stranger's cookie."""
    assert People(two()).visitor(event("PageView", 10, user_data={"fbp": FBP})) is None


def test_events_of_one_second_go_to_their_own_visitor() -> None:
    """Though page and time are the same."""
    url = "https://shop.example/products/mug"
    bobs = event("PageView", 10.2, BROWSER, key="1.0", event_id="b", source_url=url, user_data={"fbp": BOBS_FBP})
    adas = event("PageView", 10.3, BROWSER, key="2.0", event_id="a", source_url=url)
    case = Case(change(two(), events=(bobs, adas)))
    views = [copies for copies in case.copies if copies.action.name == "PageView"]
    assert [(case.visitor(copies.action), copies.browser[0].event_id) for copies in views] == [(1, "a"), (2, "b")]
