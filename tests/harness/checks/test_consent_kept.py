"""What follows from an answer: cookies, the start of tracking, limited use, and whose answer it was."""

from __future__ import annotations

import pytest

from harness.judge import judge
from harness.ledger import Choice, Cookie, Ledger, PageError
from harness.verdict import Finding
from tests.harness.factories import (
    ADA,
    BROWSER,
    FBP,
    SITE,
    START,
    change,
    choice,
    event,
    fired,
    healthy,
    heard,
    page,
    told,
    visit,
)

COOKIES, REGIONAL, RESUME, GATE = "consent.cookies", "consent.regional", "consent.resume", "consent.browser"
BO = {**ADA, "first_name": "Bo", "email": "bo@example.com"}


def cookie(at: float, name: str = "_fbp", value: str = FBP) -> Cookie:
    """One of Meta's cookies as it was noted."""
    return Cookie(at=START + at, name=name, value=value)


def finding(evidence: Ledger, check: str) -> Finding:
    """The one finding of a check."""
    (found,) = (found for found in judge(evidence).findings if found.check == check)
    return found


@pytest.mark.parametrize(
    ("at", "cause"),
    [(2, "they are set before the banner is answered"), (65, "the withdrawal ends the sending and leaves the cookies")],
)
def test_a_cookie_without_consent_is_found(at: float, cause: str) -> None:
    """Before any answer, and after the visitor has withdrawn."""
    answers = (choice(Choice.GRANTED, 4), choice(Choice.DENIED, 61))
    evidence = healthy(visits=(visit(consent=answers, cookies=(cookie(30), cookie(at))),))
    assert finding(evidence, COOKIES).causes == (cause,)


def test_a_cookie_with_consent_is_none_of_it() -> None:
    """Nor is one that is noted in the moment of the withdrawal, or on a site that asks nobody."""
    answers = (choice(Choice.GRANTED, 4), choice(Choice.DENIED, 61))
    assert fired(judge(healthy(visits=(visit(consent=answers, cookies=(cookie(30), cookie(61.5))),)))) == set()
    free = change(healthy().plan, consent_asked=False)
    assert fired(judge(healthy(plan=free, visits=(visit(consent=(), cookies=(cookie(2),)),)))) == set()


def test_one_page_view_and_then_silence_is_a_revoke_that_came_late() -> None:
    """What is sent only before the answer, while the gate holds later, was let through by the order of calls."""
    denied = (visit(consent=(choice(Choice.DENIED, 4),)),)
    early = event("PageView", 1, source_url=f"{SITE}{visit().pages[0].url.removeprefix(SITE)}")
    found = finding(heard(healthy(visits=denied, events=()), early), GATE)
    assert found.causes[0].startswith("fbq('consent', 'revoke') comes after init")
    everything = finding(healthy(visits=denied), GATE)
    assert everything.causes[0] == "the tag is not tied to the banner's answer"


def test_a_grant_that_starts_nothing_is_one_finding() -> None:
    """All the browser's copies are missing after the visitor agreed; that they are is told under it."""
    silent = healthy(events=tuple(e for e in healthy().events if e.channel is not BROWSER))
    assert fired(judge(silent)) == {RESUME}
    assert finding(silent, RESUME).causes[0].startswith("the answer never reaches the pixel")


def test_a_broken_page_is_no_broken_grant() -> None:
    """What an error or a policy has stopped is told by its own check."""
    error = PageError(at=START + 5, url=f"{SITE}/", message="fbq is not defined")
    silent = tuple(e for e in healthy().events if e.channel is not BROWSER)
    assert RESUME not in fired(judge(healthy(events=silent, visits=(visit(page_errors=(error,)),))))


def opted_out(**changes: object) -> Ledger:
    """The healthy run of a visitor who opts out at 5, with all that is said of it in every event after that."""
    evidence = healthy(visits=(visit(region="US-CA", opted_out_at=START + 5),))
    events = (change(e, **changes) if e.received_at > START + 5 else e for e in evidence.events)
    return change(evidence, events=tuple(events))


def test_an_opt_out_that_nobody_passes_on() -> None:
    """Both channels say nothing, from the opt-out on."""
    found = finding(opted_out(), REGIONAL)
    assert found.causes == ("the data processing options are never set",)
    assert "though the visitor from US-CA had opted out" in found.message


def test_an_opt_out_is_kept_where_every_event_says_so() -> None:
    """Meta finds the place by itself, or is told the right one."""
    for place in ({}, {"dpoco": "0", "dpost": "0"}, {"dpoco": "1", "dpost": "1000"}):
        assert fired(judge(opted_out(data_processing_options=("LDU",), other=place))) == set()


def test_an_empty_list_switches_the_limit_off() -> None:
    """Which is right for those who did not opt out, and only for them."""
    assert finding(opted_out(data_processing_options=()), REGIONAL).causes[0].startswith("the options are sent as an")
    events = tuple(change(e, data_processing_options=()) for e in healthy().events)
    assert fired(judge(healthy(events=events))) == set()


def test_one_channel_that_knows_is_not_enough() -> None:
    """The cause names the one that was told."""
    events = (change(e, data_processing_options=("LDU",)) if e.channel is BROWSER else e for e in opted_out().events)
    assert finding(change(opted_out(), events=tuple(events)), REGIONAL).causes == (
        "only the browser is told of the opt-out",
    )


def test_another_state_is_another_law() -> None:
    """1001 is Colorado."""
    evidence = opted_out(data_processing_options=("LDU",), other={"dpoco": "1", "dpost": "1001"})
    assert "in another place than US-CA: country 1, state 1001" in finding(evidence, REGIONAL).message


def two_people() -> Ledger:
    """Ada's healthy run, and Bo, who denies at 101 and looks at the mug from 110 to 120."""
    bo = visit(
        shopper=BO,
        visitor=2,
        click_id=None,
        walked=("browse",),
        pages=(page("/", 100, 110), page("/products/mug", 110, 120)),
        consent=(choice(Choice.DENIED, 101),),
        deeds=(),
    )
    return healthy(visits=(visit(cookies=(cookie(60),)), bo), ended_at=START + 130)


def test_an_event_is_held_against_the_answer_of_its_own_visitor() -> None:
    """By the cookie of the browser: Ada's late event is hers to allow, Bo's is not."""
    of_ada = event("SizeGuide", 112, source_url=f"{SITE}/products/mug")
    of_bo = change(of_ada, user_data={"fbp": "fb.1.1800000110000.7"})
    assert fired(judge(two_people())) == set()
    assert fired(judge(heard(two_people(), of_ada))) == set()
    assert fired(judge(heard(two_people(), of_bo))) == {GATE}


def test_a_page_of_another_visitor_from_a_cache_is_told_so() -> None:
    """What leaks was shown before to somebody who had agreed, and nothing else leaks."""
    leaked = event("PageView", 111, source_url=f"{SITE}/products/mug", user_data={"fbp": "fb.1.1800000110000.7"})
    found = finding(heard(two_people(), leaked), GATE)
    assert found.causes[0] == "a page cache serves the page of a visitor who had agreed to one who had not"
    assert told(heard(two_people(), leaked), GATE) == [
        "The browser sent 1 event (PageView) although the visitor had denied consent."
    ]
