"""Whose event it is: by the browser's cookie, by the person, by the page that was open."""

from __future__ import annotations

from harness.ledger import Cookie, Ledger
from harness.whose import visit_of
from mock_meta.normalize import digest
from tests.harness.factories import ADA, FBP, SITE, START, event, ledger, page, visit

BO = {**ADA, "first_name": "Bo", "email": "bo@example.com"}
OF_BO = "fb.1.1800000110000.7"


def two_people(*, known: bool = True) -> Ledger:
    """Ada until 60, Bo from 50 to 90; both look at the mug from 50 to 60. Their cookies were noted, or not."""
    cookies = (Cookie(at=START + 60, name="_fbp", value=FBP),) if known else ()
    ada = visit(pages=(page("/", 0, 50), page("/products/mug", 50, 60)), cookies=cookies)
    bo = visit(shopper=BO, visitor=2, pages=(page("/products/mug", 50, 80), page("/cart", 80, 90)))
    return ledger(visits=(ada, bo))


def test_one_visitor_needs_no_proof() -> None:
    """Of several visits of one person, it is the last that had begun."""
    later = visit(pages=(page("/", 200, 210),))
    evidence = ledger(visits=(visit(), later))
    assert visit_of(evidence, event("PageView", 20)) == 0
    assert visit_of(evidence, event("PageView", 205)) == 1


def test_the_cookie_of_the_browser_tells() -> None:
    """Its owner, or that it is not the owner's."""
    mug = f"{SITE}/products/mug"
    assert visit_of(two_people(), event("PageView", 55, source_url=mug)) == 0
    assert visit_of(two_people(), event("PageView", 55, source_url=mug, user_data={"fbp": OF_BO})) == 1


def test_the_hash_of_an_address_tells() -> None:
    """Where no cookie is known."""
    bought = event("Purchase", 55, user_data={"em": [digest("bo@example.com")]})
    assert visit_of(two_people(known=False), bought) == 1


def test_the_page_that_only_one_of_them_had_open_tells() -> None:
    """One that both had open tells nothing."""
    cart = event("PageView", 85, source_url=f"{SITE}/cart", user_data={})
    mug = event("PageView", 55, source_url=f"{SITE}/products/mug", user_data={})
    assert visit_of(two_people(known=False), cart) == 1
    assert visit_of(two_people(known=False), mug) is None
