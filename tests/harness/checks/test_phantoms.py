"""What Meta would count and no book holds: each kind is told with what brought it about."""

from __future__ import annotations

from harness.judge import judge
from harness.ledger import Ledger
from harness.plan import Promise
from harness.verdict import Finding, Severity
from tests.harness.factories import (
    BROWSER,
    SERVER,
    SITE,
    START,
    change,
    event,
    healthy,
    heard,
    ledger,
    order,
    page,
    plan,
    purchase,
    told,
    visit,
)

PHANTOMS = "counting.phantoms"
FORM = plan(Lead=Promise(conversion="leads", primary=True))


def found(evidence: Ledger) -> list[Finding]:
    """The findings of the check."""
    return [finding for finding in judge(evidence).findings if finding.check == PHANTOMS]


def unpaid(status: str, *channels: object) -> Ledger:
    """The healthy run, and an order that was never paid and is told of on these channels all the same."""
    again = order("1002", 55, settled_at=None, status=status)
    copies = (change(copy) for copy in purchase("1002", 57) if copy.channel in channels)
    return heard(healthy(conversions=(order(), again)), *copies)


def leads(*moments: tuple[float, str], booked: bool = False) -> Ledger:
    """Three loads of a form, ten seconds each, then the thanks; the browser says Lead at these moments and places."""
    pages = (page("/quote", 0, 10), page("/quote", 10, 20), page("/quote", 20, 30), page("/done", 30, 40))
    lead = order("L-1", 29.95, book="leads", created_at=START + 30.1, settled_at=START + 30.1)
    copies = (event("Lead", at, source_url=SITE + path) for at, path in moments)
    return ledger(
        *copies,
        plan=FORM,
        books=("leads",),
        visits=(visit(pages=pages, deeds=()),),
        conversions=(lead,) if booked else (),
    )


def test_an_order_that_is_told_of_when_it_is_made() -> None:
    """The server's copy of a declined order names the moment at which it is sent, and the order with its status."""
    (finding,) = found(unpaid("declined", SERVER))
    assert finding.message == (
        "Meta would count a Purchase that the books do not hold (it names order 1002, which is declined there)."
    )
    assert finding.causes == ("the server sends it when the order is made, not when it is paid",)


def test_a_page_that_takes_every_return_for_a_success() -> None:
    """Only the browser tells of it: the server knew better."""
    (finding,) = found(unpaid("cancelled", BROWSER))
    assert finding.causes[0].startswith("the tag goes by the page's address")


def test_one_finding_for_all_of_one_cause() -> None:
    """Two sales that nobody knows are one mistake."""
    nameless = (event("Purchase", at, event_id=name) for name, at in (("a", 5), ("b", 6)))
    nobody = healthy(conversions=(), events=(), visits=())
    assert told(nobody, PHANTOMS) == []
    assert told(heard(nobody, *nameless), PHANTOMS) == [
        "Meta would count 2 Purchase events that the books do not hold."
    ]


def test_a_tag_that_fires_when_a_page_comes_up() -> None:
    """Two pages looked at, no form sent."""
    (finding,) = found(leads((1, "/quote"), (11, "/quote")))
    assert finding.causes == ("the tag fires when a page is viewed, which proves no conversion",)


def test_a_tag_that_fires_on_the_press_of_the_button() -> None:
    """Twice the form is refused; the third try is in the books, and told of by the same press."""
    (finding,) = found(leads((9.9, "/quote"), (19.9, "/quote"), (29.9, "/quote"), booked=True))
    assert finding.message.startswith("Meta would count 2 Lead events that the books do not hold")
    assert finding.causes == ("the tag fires on the press of the button, whether or not the form is accepted",)


def test_the_press_that_led_to_the_booking_is_its_copy() -> None:
    """A site may report on the press, if it reports nothing that is not booked."""
    assert found(leads((29.9, "/quote"), booked=True)) == []


def test_what_a_robot_does_is_no_sale() -> None:
    """Whoever names itself a crawler has bought nothing."""
    crawled = event("Purchase", 5, SERVER, event_id="x", user_data={"client_user_agent": "Googlebot/2.1"})
    (finding,) = found(heard(healthy(), crawled))
    assert finding.causes == ("the server reports the requests of crawlers and monitors too",)


def test_a_sale_that_is_told_of_before_it_is_paid() -> None:
    """It is paid at the bank a minute later; had the shopper gone away, it would be counted all the same."""
    evidence = healthy(conversions=(order(at=110, created_at=START + 49),))
    (finding,) = judge(evidence).findings
    assert finding.check == "counting.before_payment"
    assert finding.message == "Purchase of orders/1001 was reported 58.5 s before it was paid."
    assert finding.severity is Severity.HIGH


def test_paid_once_and_given_back_later() -> None:
    """The books' last word is cancelled, but it was paid when it was told of."""
    assert found(healthy(conversions=(order(status="cancelled"),))) == []
