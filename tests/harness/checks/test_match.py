"""Hashes and cookies: the shopper's own, and one person's on both channels."""

from __future__ import annotations

from typing import Any

import pytest

from harness.judge import judge
from harness.ledger import Ledger
from harness.verdict import Finding, Severity
from mock_meta.event import Answer
from mock_meta.normalize import EMPTY_HASH, digest
from mock_meta.wire.errors import not_hashed
from tests.harness.factories import (
    ADA,
    BROWSER,
    CLICK_ID,
    FBC,
    FBP,
    SERVER,
    START,
    change,
    event,
    fired,
    healthy,
    heard,
    order,
    page,
    purchase,
    visit,
)
from tests.harness.mutators import MUTATORS, each, identified

HASHES, AGREEMENT, COOKIES = "match.hashes", "match.agreement", "match.cookies"
MAIL = digest(ADA["email"])
APPENDIX = ".AQQCAQMC"


def shopped(**shopper: str) -> Ledger:
    """A run of Ada's with some of her data changed."""
    return healthy(visits=(visit(shopper={**ADA, **shopper}),))


def only(evidence: Ledger, check: str) -> Finding:
    """The only finding of a run, which is of this check."""
    (finding,) = judge(evidence).findings
    assert finding.check == check
    return finding


@pytest.mark.parametrize(
    ("key", "shopper", "sent"),
    [
        ("em", {}, MAIL),
        ("em", {}, [MAIL.upper()]),
        ("em", {}, MAIL + APPENDIX),
        ("em", {}, [MAIL, digest("a.second@address.example")]),
        ("ph", {}, digest("4915123456789")),
        ("ph", {"phone": "0151 23456789"}, digest("4915123456789")),
        ("ln", {"last_name": "O'Brien"}, digest("o'brien")),
        ("ln", {"last_name": "O'Brien"}, digest("obrien")),
        ("ln", {"last_name": "Müller"}, digest("müller")),
        ("ln", {"last_name": "Müller"}, digest("mueller")),
        ("ct", {"city": "São Paulo"}, digest("sopaulo")),
        ("zp", {"postcode": "M1 1AE"}, digest("m1 1ae")),
        ("country", {}, digest("de")),
        ("db", {}, digest("19900302")),
        ("external_id", {}, ["customer-7"]),
        ("fn", {}, [None]),
    ],
)
def test_what_meta_or_its_code_makes_is_right(key: str, shopper: dict[str, str], sent: Any) -> None:
    """Whichever official implementation it was; and nothing is said of what is not known."""
    evidence = shopped(**shopper)
    server = {"em": [MAIL], "ph": [digest("4915123456789")]} | {key: sent}
    assert fired(judge(identified(SERVER, **server)(evidence))) == set()


@pytest.mark.parametrize(
    ("key", "sent", "kind", "cause"),
    [
        ("fn", digest("Ada"), "the hash of the value before it was normalised", "the value is hashed as the form"),
        ("em", digest(MAIL), "the hash of a hash", "two layers of the sender hash it"),
        ("fn", EMPTY_HASH, "the hash of an empty text", "the value was missing"),
        ("external_id", EMPTY_HASH, "the hash of an empty text", "the value was missing"),
        ("fn", "ada", "the value itself, not hashed", "the value is passed on as it is"),
        ("fn", digest("ada wong"), "nothing that is made of this customer's value", "the whole name is in one field"),
        ("fn", digest("wong"), "nothing that is made", "the field is filled with what belongs to ln"),
        ("em", digest("bo@example.com"), "nothing that is made", "it belongs to somebody else, or is made by a rule"),
    ],
)
def test_another_hash_is_told_with_its_making(key: str, sent: Any, kind: str, cause: str) -> None:
    """The key, what its value is, and how it came about."""
    finding = only(identified(SERVER, **{key: [sent]})(healthy()), HASHES)
    assert finding.message.startswith(f"The server's {key} in Purchase is {kind}")
    assert finding.causes[0].startswith(cause)
    assert finding.subject == f"identifier/{key}"
    assert len(finding.events) == 1


def test_one_mistake_in_many_events_is_one_finding() -> None:
    """All page views carry it, and the purchase too."""
    wrong = {"fn": [digest("ADA")]}
    evidence = healthy()
    for name in ("PageView", "Purchase"):
        evidence = each(evidence, name, SERVER, lambda e: change(e, user_data={**e.user_data, **wrong}))
    finding = only(evidence, HASHES)
    assert finding.message.endswith("(6 events).")
    assert "in PageView, Purchase is" in finding.message


def test_the_customer_of_the_sale_may_be_another_than_the_shopper() -> None:
    """Somebody buys with the address of their office; the books say so."""
    books = order(customer={"email": "office@example.com"})
    office = identified(SERVER, em=[digest("office@example.com")])(healthy(conversions=(books,)))
    assert fired(judge(office)) == set()


def test_a_hash_of_an_earlier_visitor_is_traced_to_them() -> None:
    """Their session outlived them."""
    bo = {**ADA, "first_name": "Bo"}
    later = change(visit(shopper=bo), pages=(), deeds=(), consent=())
    evidence = identified(SERVER, fn=[digest("bo")])(healthy())
    finding = only(change(evidence, visits=(*evidence.visits, later)), HASHES)
    assert finding.causes == ("it belongs to the shopper of visit 2",)


def test_an_unhashed_address_is_the_privacy_checks_matter() -> None:
    """One fact, one finding; and what Meta refuses is not judged at all."""
    assert fired(judge(identified(SERVER, em=[ADA["email"]])(healthy()))) == {"privacy.raw_personal_data"}
    refused = Answer(status=400, error=not_hashed("fn").error)
    evidence = each(healthy(), "Purchase", SERVER, lambda e: change(e, user_data={"fn": "ada"}, answer=refused))
    assert HASHES not in fired(judge(evidence))


def test_an_event_of_no_action_is_held_against_everybody_known() -> None:
    """It may be of any visit and any sale."""
    stray = event("SizeGuide", 12, SERVER)
    assert fired(judge(heard(healthy(), stray))) == set()
    wrong = change(stray, user_data=stray.user_data | {"em": [digest("bo@example.com")]})
    assert only(heard(healthy(), wrong), HASHES).message.startswith("The server's em in SizeGuide")


@pytest.mark.parametrize(
    ("key", "browser", "server"),
    [
        ("em", MAIL, [MAIL]),
        ("em", MAIL, [MAIL.upper()]),
        ("em", MAIL, [MAIL + APPENDIX]),
        ("em", MAIL, [MAIL, digest("a.second@address.example")]),
        ("external_id", digest("user-42"), ["User-42"]),
        ("external_id", digest("42"), [42]),
        ("external_id", digest("42"), [digest("42")]),
        ("external_id", digest("42"), []),
        ("db", None, [digest("19900302")]),
    ],
)
def test_one_person_on_both_channels(key: str, browser: Any, server: Any) -> None:
    """Equal hashes in any spelling; what one side leaves out differs from nothing."""
    evidence = identified(SERVER, **{key: server})(identified(BROWSER, **{key: browser})(healthy()))
    assert fired(judge(evidence)) == set()


def test_two_official_hashes_of_one_name_are_told_with_their_makers() -> None:
    """Neither side is wrong by itself, so the finding names what to change."""
    finding = only(MUTATORS["one_name_two_hashes"].evidence(), AGREEMENT)
    assert finding.message == "Browser and server send different hashes of ln for Purchase of orders/1001."
    assert finding.causes == (
        "the browser's is made by Parameter Builder, pixel, the server's is made by Python SDK, Node SDK, PHP SDK",
    )
    assert finding.severity is Severity.MEDIUM


def test_two_numbers_for_one_customer() -> None:
    """The page has the account's number, the server the shop system's; whose is right is not known."""
    evidence = identified(SERVER, external_id=["77"])(identified(BROWSER, external_id=digest("42"))(healthy()))
    finding = only(evidence, AGREEMENT)
    assert "different hashes of external_id" in finding.message
    assert finding.causes[0].startswith("the pixel sends one number for this person")


def test_a_wrong_hash_on_one_side_is_the_cause_of_the_difference() -> None:
    """One finding, with the difference as its consequence."""
    evidence = identified(SERVER, em=[digest(MAIL)])(identified(BROWSER, em=MAIL)(healthy()))
    assert only(evidence, HASHES).consequences == (
        "Browser and server send different hashes of em for Purchase of orders/1001.",
    )


@pytest.mark.parametrize(
    ("key", "sent"),
    [
        ("fbc", FBC),
        ("fbc", f"{FBC}.AQICAQMC"),
        ("fbc", f"{FBC}.Bg"),
        ("fbc", f"fb.0.{START:.0f}999.{CLICK_ID}"),
        ("fbp", f"{FBP}.AQICAQMC"),
        ("fbp", None),
    ],
)
def test_a_sound_cookie(key: str, sent: Any) -> None:
    """Another depth of the domain, another moment of the click, an appendix: all the same click and browser."""
    evidence = each(healthy(), "AddToCart", SERVER, lambda e: change(e, user_data={**e.user_data, key: sent}))
    assert COOKIES not in fired(judge(evidence))


@pytest.mark.parametrize(
    ("key", "sent", "problem"),
    [
        ("fbc", FBC.lower(), "the click id has lost its capital letters"),
        ("fbc", FBC[:-3], "the click id is cut after 7 characters"),
        ("fbc", f"fb.1.{START:.0f}000.IwAR%30click", "the click id is still percent-encoded"),
        ("fbc", f"fb.1.{START:.0f}000.another", "it holds another click id than the visit's"),
        ("fbc", f"fb.1.{START:.0f}.{CLICK_ID}", "its creation time is in seconds, not in milliseconds"),
        ("fbc", CLICK_ID, "it does not begin with 'fb.'"),
        ("fbp", "fb.1.1116446470", "it is not 'fb.', a number, 13 digits of time and a payload"),
    ],
)
def test_a_cookie_that_is_no_use_is_told_with_its_flaw(key: str, sent: str, problem: str) -> None:
    """The key, the channel, and what became of it."""
    finding = only(identified(SERVER, **{key: sent})(healthy()), COOKIES)
    assert finding.message.startswith(f"The server's {key} in Purchase is no use: {problem}")
    assert (finding.subject, finding.severity) == (f"identifier/{key}", Severity.HIGH)


def test_where_no_click_is_known_an_fbc_is_anybodys_guess() -> None:
    """A visitor may come back with the cookie of a click that nobody here saw."""
    evidence = healthy(visits=(visit(click_id=None),))
    assert fired(judge(identified(SERVER, fbc=f"fb.1.{START:.0f}000.older")(evidence))) == set()


def test_the_click_of_an_earlier_visit_still_counts() -> None:
    """The cookie lives on; the click of a later visit can't have been known."""
    first = change(visit(), pages=(), deeds=(), consent=(), click_id="IwAR0first")
    evidence = healthy()
    came_back = change(evidence, visits=(first, *evidence.visits))
    assert fired(judge(identified(None, fbc=f"fb.1.{START:.0f}000.IwAR0first")(came_back))) == set()


def test_another_browsers_fbp() -> None:
    """The server's differs from the browser's in one action; where the browser has none, nothing differs."""
    own = f"fb.1.{START:.0f}000.42"
    finding = only(identified(SERVER, fbp=own)(healthy()), COOKIES)
    assert finding.message == "Browser and server send different fbp for Purchase of orders/1001."
    assert finding.severity is Severity.MEDIUM
    alone = identified(BROWSER, fbp=None)(identified(SERVER, fbp=own)(healthy()))
    assert fired(judge(alone)) == set()


def test_what_only_one_channel_says_is_enough_for_hashes_and_cookies() -> None:
    """They need no pair; agreement does."""
    one = change(healthy(), observes=(SERVER,), events=(purchase()[1],))
    unjudged = {reason.check for reason in judge(one).unjudged}
    assert AGREEMENT in unjudged
    assert not {HASHES, COOKIES} & unjudged


@pytest.mark.parametrize(
    ("key", "sent", "cause"),
    [
        ("ph", "+4915123456789", "the number is hashed with its plus sign"),
        ("ph", "015123456789", "the number is hashed without its country code"),
        ("ph", "15123456789", "the number is hashed without its country code"),
        ("em", "Ada.Wong@Example.Com", "the address is hashed as it was typed"),
        ("em", " ada.wong@example.com", "the address is hashed as it was typed"),
        ("country", "DE", "the country is hashed in capitals"),
        ("country", "Germany", "the country is hashed by its name"),
        ("em", "null", "a field that nobody filled in is hashed all the same"),
        ("ct", "undefined", "a field that nobody filled in is hashed all the same"),
    ],
)
def test_what_was_forgotten_before_hashing_is_named(key: str, sent: str, cause: str) -> None:
    """The plus, the country code, the capitals, or the value itself."""
    finding = only(identified(SERVER, **{key: [digest(sent)]})(healthy()), HASHES)
    assert finding.causes[0].startswith(cause)


def test_one_mistake_in_several_keys_is_one_finding() -> None:
    """Everything is hashed twice: the keys are listed, those that find a person first."""
    twice = {"em": [digest(MAIL)], "fn": [digest(digest("ada"))], "ln": [digest(digest("wong"))]}
    finding = only(identified(SERVER, **twice)(healthy()), HASHES)
    assert finding.message.startswith("The server's em, fn, ln in Purchase are the hash of a hash (1 event)")
    assert finding.covers == ("identifier/fn", "identifier/ln")


def test_keys_that_only_help_weigh_less() -> None:
    """A country alone finds nobody."""
    assert only(identified(SERVER, country=[digest("DE")])(healthy()), HASHES).severity is Severity.MEDIUM


def test_a_redirect_that_spoils_the_click_id_is_told_from_a_column() -> None:
    """The address of the landing page shows whether it was spoiled before it came to the browser."""
    spoiled = each(healthy(), "Purchase", SERVER, lambda e: change(e, user_data={**e.user_data, "fbc": FBC.lower()}))
    assert only(spoiled, COOKIES).causes[0].startswith("what stores or forwards the click id changes it")
    pages = visit().pages
    landed = visit(pages=(change(pages[0], url=pages[0].url.lower()), *pages[1:]))
    redirected = change(spoiled, visits=(landed,))
    (finding,) = (f for f in judge(redirected).findings if f.check == COOKIES)
    assert finding.causes[0].startswith("a redirect rewrites the address of the landing page")


def borrowed(**server: Any) -> Ledger:
    """A run in which Bea sits down at Ada's browser and looks at a page; the server's copy of it says this."""
    bea = {**ADA, "email": "bea@example.com", "first_name": "Bea"}
    looks = visit(shopper=bea, click_id=None, came_with=("_fbp", "_fbc"), pages=(page("/", 100, 110),), consent=())
    views = (event("PageView", 100.2), event("PageView", 100.4, SERVER))
    views = tuple(change(one, source_url="https://shop.example/", event_id="v2") for one in views)
    told = change(views[1], user_data={**views[1].user_data, **server})
    return change(heard(healthy(), views[0], told), visits=(visit(), looks))


def test_who_used_the_browser_before_may_be_told_of_until_the_next_one_says_who_they_are() -> None:
    """No site can see that somebody else sits there now."""
    assert HASHES not in fired(judge(borrowed(em=[MAIL])))
    assert HASHES in fired(judge(borrowed(em=[digest("somebody.else@example.com")])))
