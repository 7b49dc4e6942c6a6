"""Where events go, and as whose."""

from __future__ import annotations

import pytest

from harness.judge import judge
from harness.ledger import Ledger, PixelWarning
from mock_meta.event import Answer, Request
from tests.harness.factories import (
    BROWSER,
    OK,
    SERVER,
    SITE,
    START,
    change,
    event,
    fired,
    healthy,
    heard,
    plan,
    told,
    visit,
)
from tests.harness.mutators import each

VERSION, CODE, PIXEL_ID, HOST = (f"environment.{name}" for name in ("api_version", "test_code", "pixel_id", "host"))


def called(url: str, *headers: tuple[str, str]) -> Ledger:
    """The healthy run with one call of the server in its raw form."""
    call = Request(
        seq=2,
        received_at=START,
        method="POST",
        url=url,
        headers=(),
        body=b"",
        answer=Answer(status=200, headers=headers),
    )
    return healthy(requests=(call,))


@pytest.mark.parametrize("version", ["v26.0", "v25.0", "v31.0"])
def test_a_version_that_is_served_is_silent(version: str) -> None:
    """Also one that is newer than this program."""
    assert told(called(f"/{version}/1234567890/events"), VERSION) == []


@pytest.mark.parametrize("version", ["v18.0", "v9.0", "v2.12"])
def test_a_version_of_years_ago_is_named(version: str) -> None:
    """With the events that were sent by it."""
    (finding,) = judge(called(f"/{version}/1234567890/events?access_token=x")).findings
    assert f"in the version {version}" in finding.message
    assert finding.events == ("2.0",)


def test_meta_itself_tells_that_it_upgraded_a_call() -> None:
    """Whatever the version."""
    warning = ("X-Ad-Api-Version-Warning", "The call has been auto-upgraded to v26.0")
    assert len(told(called("/v25.0/1234567890/events", warning), VERSION)) == 1


def test_a_call_without_a_version() -> None:
    """Meta serves it by a version that the sender did not choose; a gateway's address has none."""
    assert "without a version" in told(called("/1234567890/events"), VERSION)[0]
    assert told(called("/capi/1234567890/events"), VERSION) == []


def test_a_test_code_that_the_plan_names_may_go() -> None:
    """A site for trials says which one."""
    coded = each(healthy(), "Purchase", SERVER, lambda e: change(e, test_event_code="TEST1"))
    assert told(coded, CODE) == ["The server sends 1 event (Purchase) with the test event code 'TEST1'."]
    assert fired(judge(change(coded, plan=change(plan(), test_event_code="TEST1")))) == set()


def test_a_page_without_a_pixel_id_loses_its_events() -> None:
    """Their loss is its consequence."""
    evidence = each(healthy(), "InitiateCheckout", BROWSER, lambda e: change(e, pixel_id="undefined"))
    (finding,) = judge(evidence).findings
    assert finding.message == "The browser sends 1 event (InitiateCheckout) from /checkout to the pixel 'undefined'."
    assert len(finding.consequences) == 1


def test_the_pixels_warning_names_the_page_without_an_id() -> None:
    """The genuine script is silent there, so that nothing else does."""
    told_off = PixelWarning(at=START + 31, url=f"{SITE}/checkout", message="Invalid PixelID: null.")
    lost = each(healthy(), "InitiateCheckout", BROWSER, lambda _: None)
    (finding,) = judge(change(lost, visits=(visit(pixel_warnings=(told_off,)),))).findings
    assert finding.check == PIXEL_ID
    assert "InitiateCheckout" in finding.consequences[0]


def test_another_pixel_beside_the_sites_own_is_another_tags() -> None:
    """In its place, it is that of another environment."""
    strange = event("PageView", 12, BROWSER, pixel_id="999", source_url=f"{SITE}/products/mug")
    (beside,) = judge(heard(healthy(), strange)).findings
    (instead,) = judge(
        healthy(events=tuple(change(e, pixel_id="999") if e.channel is BROWSER else e for e in healthy().events))
    ).findings
    assert beside.causes[0].startswith("another tag")
    assert instead.causes[0].startswith("the pixel's id is a constant in the code")


def test_a_pixel_of_a_foreign_page_is_its_own_matter() -> None:
    """The payment provider's, say."""
    foreign = event("PageView", 12, BROWSER, pixel_id="999", source_url="https://bank.example/pay")
    assert fired(judge(heard(healthy(), foreign))) == set()


@pytest.mark.parametrize(
    ("url", "cause"),
    [
        ("http://127.0.0.1:8080/thanks/1001", "behind a proxy"),
        ("http://backend/thanks/1001", "behind a proxy"),
        ("https://staging.shop.example/thanks/1001", "another environment"),
    ],
)
def test_a_page_that_no_shopper_can_open(url: str, cause: str) -> None:
    """The backend's own address, or another environment's."""
    (finding,) = judge(each(healthy(), "Purchase", SERVER, lambda e: change(e, source_url=url))).findings
    assert finding.check == HOST
    assert cause in finding.causes[0]


def test_an_answered_call_is_no_finding() -> None:
    """The healthy run."""
    assert fired(judge(healthy(events=tuple(change(e, answer=OK) for e in healthy().events)))) == set()
