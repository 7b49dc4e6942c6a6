"""Personal data in the clear."""

from __future__ import annotations

from typing import Any

import pytest

from harness.judge import judge
from harness.verdict import Finding
from mock_meta.event import Answer, Request
from mock_meta.normalize import digest
from mock_meta.wire.errors import not_hashed
from tests.harness.factories import ADA, BROWSER, SERVER, change, healthy, told, visit
from tests.harness.mutators import each

RAW = "privacy.raw_personal_data"
MAIL, PHONE = ADA["email"], ADA["phone"]


def leaks(name: str = "Purchase", **changes: Any) -> list[Finding]:
    """What is found if a name's server copy says this."""
    evidence = each(healthy(), name, SERVER, lambda e: change(e, **changes))
    return [finding for finding in judge(evidence).findings if finding.check == RAW]


@pytest.mark.parametrize("text", [MAIL, MAIL.upper(), f"mailto:{MAIL}?x", MAIL.replace("@", "%40")])
@pytest.mark.parametrize("place", ["custom_data", "source_url"])
def test_an_email_address_is_found_in_every_spelling(text: str, place: str) -> None:
    """In parameters and addresses, in capitals, percent-encoded."""
    said = {"search_string": text} if place == "custom_data" else f"https://shop.example/thanks/1001?u={text}"
    (finding,) = leaks(**{place: said})
    assert "The shopper's e-mail address travels in the clear" in finding.message


def test_an_address_with_a_plus_is_found() -> None:
    """A plus stands for itself, percent-encoded or not."""
    plus = healthy(visits=(visit(shopper=ADA | {"email": "ada+shop@example.com"}),))
    for text in ("ada+shop@example.com", "ada%2Bshop%40example.com"):
        evidence = each(plus, "Purchase", BROWSER, lambda e, text=text: change(e, source_url=f"https://x/1001?{text}"))
        assert len(told(evidence, RAW)) == 1


def test_an_address_is_found_after_megabytes_of_one_word() -> None:
    """A value may be as long as somebody pleases: the search never begins again at every sign."""
    (finding,) = leaks(custom_data={"note": f"{'0123abcd' * 500_000} .{MAIL}"})
    assert "e-mail address" in finding.message


@pytest.mark.parametrize("text", [PHONE, "0151 234567 89", "(0151) 23-45-67-89", "0049/151/23456789", 4915123456789])
def test_a_phone_number_is_found_in_every_spelling(text: object) -> None:
    """With its country code or without, however it is grouped."""
    (finding,) = leaks(
        custom_data={"note": text, "order_id": "1001", "value": 59.98, "currency": "EUR", "content_ids": ["m"]}
    )
    said = "phone number travels in the clear in the parameters of Purchase (note) on the server channel"
    assert said in finding.message


def test_a_raw_key_of_customer_information_is_found() -> None:
    """Meta refuses it; the refusal and the lost copy are told under the leak."""
    refused = Answer(status=400, error=not_hashed().error)
    evidence = each(
        healthy(), "Purchase", SERVER, lambda e: change(e, user_data=e.user_data | {"em": [MAIL]}, answer=refused)
    )
    (finding,) = judge(evidence).findings
    assert "in the customer information of Purchase" in finding.message
    assert len(finding.consequences) == 2


def test_hashes_and_cookies_are_no_leak() -> None:
    """What the healthy run sends is as it must be."""
    assert leaks() == []


def test_a_shopper_without_data_has_none_to_leak() -> None:
    """An empty address is in every text."""
    nobody = healthy(visits=(visit(shopper={"email": "", "phone": ""}), visit(shopper={})))
    assert [f for f in judge(nobody).findings if f.check == RAW] == []


def test_one_leak_over_two_visits_is_told_once() -> None:
    """A shopper who came twice."""
    twice = healthy(visits=(visit(), visit(pages=(), deeds=(), consent=())))
    evidence = each(twice, "Purchase", SERVER, lambda e: change(e, source_url=f"https://shop.example/1001?{MAIL}"))
    (finding,) = (f for f in judge(evidence).findings if f.check == RAW)
    assert len(finding.events) == 1


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"content_name": "For Ada Wong"}, "full name"),
        ({"search_string": "somebody.else@elsewhere.example"}, "e-mail address"),
        ({"user": digest(MAIL)}, "e-mail address, hashed but open to whoever guesses it,"),
    ],
)
def test_other_personal_data_in_a_parameter(said: dict[str, Any], kind: str) -> None:
    """A name, anybody's address, and a hash where none belongs."""
    findings = leaks(custom_data={"order_id": "1001", "value": 59.98, "currency": "EUR", "content_ids": ["m"]} | said)
    assert f"The shopper's {kind} travels in the clear in the parameters" in findings[0].message


def test_the_sites_own_address_is_nobodys() -> None:
    """A shop may name its own mailbox."""
    assert leaks(custom_data={"order_id": "1001", "value": 59.98, "currency": "EUR", "who": "help@shop.example"}) == []


def test_the_cause_is_told_by_the_place() -> None:
    """What was typed, what an address holds, what went past the hashing."""
    (by_parameter,) = leaks(custom_data={"order_id": "1001", "note": MAIL})
    assert by_parameter.causes[0].startswith("what the shopper typed")
    (by_address,) = leaks(source_url=f"https://shop.example/thanks/1001?u={MAIL}")
    assert by_address.causes[0].startswith("a link or a form")


def test_staff_are_no_customers() -> None:
    """The site names its staff; whose hash an event carries is told by that, and not once more as a stranger's."""
    boss = "ines@shop.example"
    evidence = healthy(staff=(boss,))
    taken = each(evidence, "PageView", BROWSER, lambda e: change(e, user_data={**e.user_data, "em": digest(boss)}))
    (finding,) = judge(taken).findings
    assert finding.check == "privacy.staff"
    assert f"is that of {boss}, who is staff of the site (5 events)" in finding.message


@pytest.mark.parametrize(("header", "found"), [("Sec-Fetch-Mode", True), ("Origin", True), ("User-Agent", False)])
def test_a_call_of_a_page_with_the_token_is_found(header: str, found: bool) -> None:
    """Only a browser says for which page it calls; a server's own call holds the token rightly."""
    sale = next(e for e in healthy().events if e.channel is SERVER and e.name == "Purchase")
    request = Request(
        seq=sale.request,
        received_at=sale.received_at,
        method="POST",
        url="/v26.0/1234567890/events?access_token=secret",
        headers=((header, "https://shop.example"),),
        body=b"",
        answer=sale.answer,
    )
    said = told(healthy(requests=(request,)), "privacy.access_token")
    assert bool(said) is found
