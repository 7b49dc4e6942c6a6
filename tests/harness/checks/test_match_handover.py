"""What the browser knows and the server must be told: cookies, click, address, user agent; and what stays plain."""

from __future__ import annotations

import pytest

from harness.judge import judge
from harness.ledger import Excuse, Ledger, VisitRecord
from harness.verdict import Finding, Severity
from mock_meta.event import Event
from mock_meta.normalize import digest
from tests.harness.factories import BROWSER, CLICK_ID, FBP, SERVER, change, fired, healthy, visit
from tests.harness.mutators import MUTATORS, each, identified

HANDOVER, ADDRESS, PLAIN = "match.handover", "match.network_address", "match.plain"


def only(evidence: Ledger, check: str) -> Finding:
    """The only finding of a run, which is of this check."""
    (finding,) = judge(evidence).findings
    assert finding.check == check
    return finding


def lacking(key: str, event: Event) -> Event:
    """The event without one key."""
    return change(event, user_data={k: v for k, v in event.user_data.items() if k != key})


def test_a_server_that_reads_no_cookie_is_told_so() -> None:
    """No server event has it, and the browser's have."""
    evidence = healthy()
    for name in ("PageView", "Purchase"):
        evidence = each(evidence, name, SERVER, lambda e: lacking("fbp", e))
    finding = only(evidence, HANDOVER)
    assert finding.message.endswith("come without fbp (6 events), though the browser's copies have it.")
    assert finding.causes == (
        "the server does not read the cookie _fbp, or it does not travel to where the event is put together",
    )
    assert finding.severity is Severity.MEDIUM


def test_a_click_that_only_later_events_know_was_read_from_the_cookie() -> None:
    """The landing request has no cookie yet."""
    landing = f"fbclid={CLICK_ID}"
    evidence = each(
        healthy(), "PageView", SERVER, lambda e: lacking("fbc", e) if landing in (e.source_url or "") else e
    )
    finding = only(evidence, HANDOVER)
    assert finding.causes[0].startswith("the server takes the click only from the cookie _fbc")
    assert f"came by the click {CLICK_ID}" in finding.message


def test_a_click_that_is_in_no_landing_page_was_dropped_by_a_redirect() -> None:
    """Nobody else could have taken it out of the address before the site saw it."""

    def without_click(one: VisitRecord) -> VisitRecord:
        landing, *others = one.pages
        return change(one, pages=(change(landing, url=landing.url.partition("?")[0]), *others))

    evidence = healthy()
    lost = tuple(change(lacking("fbc", e), source_url=(e.source_url or "").partition("?")[0]) for e in evidence.events)
    evidence = change(evidence, events=lost, visits=tuple(without_click(one) for one in evidence.visits))
    [finding] = [one for one in judge(evidence).findings if one.check == HANDOVER]
    assert finding.causes == ("a redirect on the way to the landing page drops the query, and the click id with it",)
    assert "hand on the whole query" in finding.remedy


def test_a_click_behind_a_blocker_was_read_from_the_cookie() -> None:
    """The pixel, which would have made it, never ran."""
    blocked = tuple(lacking("fbc", e) for e in healthy().events if e.channel is SERVER)
    gone = Excuse(channel=BROWSER, aspect="presence", reason="a blocker")
    finding = only(healthy(events=blocked, excuses=(gone,)), HANDOVER)
    assert finding.causes[0].startswith("the server takes the click only from the cookie _fbc")


def test_what_nobody_brought_or_promised_is_not_missed() -> None:
    """An organic visit has no click; a promise without identifiers asks for none."""
    organic = healthy(visits=(visit(click_id=None),))
    evidence = each(organic, "Purchase", None, lambda e: lacking("fbc", e))
    assert HANDOVER not in fired(judge(each(evidence, "PageView", None, lambda e: lacking("fbc", e))))
    assert fired(judge(each(healthy(), "AddToCart", SERVER, lambda e: lacking("fbp", e)))) == set()


@pytest.mark.parametrize("told", ["10.0.0.7", "2001:db8::1"])
def test_another_address_than_the_visitors_is_the_proxys(told: str) -> None:
    """Where the run has told the site from which address the visitor came."""
    evidence = identified(SERVER, client_ip_address=told)(healthy(address="203.0.113.7"))
    finding = only(evidence, ADDRESS)
    assert finding.message == (
        f"The server's client_ip_address in Purchase is {told}, but the visitor came from 203.0.113.7 (1 event)."
    )
    assert finding.causes == ("the address of the proxy is read, not the header that it adds",)


def test_where_nobody_told_the_address_any_will_do() -> None:
    """On a test machine every address is private; but it must be one."""
    assert fired(judge(identified(SERVER, client_ip_address="10.0.0.7")(healthy()))) == set()
    finding = only(identified(SERVER, client_ip_address="unknown")(healthy()), ADDRESS)
    assert "is no network address: 'unknown'" in finding.message


def test_the_address_in_another_spelling_is_the_same() -> None:
    """As the Parameter Builder sends it, and in long form."""
    evidence = healthy(address="2001:db8::7")
    for event in ("PageView", "ViewContent", "AddToCart", "InitiateCheckout", "Purchase"):
        evidence = each(
            evidence,
            event,
            SERVER,
            lambda e: change(e, user_data={**e.user_data, "client_ip_address": "2001:0db8:0:0:0:0:0:7"}),
        )
    assert fired(judge(evidence)) == set()


def test_hashed_plain_keys_are_one_finding() -> None:
    """However many keys; their form is not complained of besides."""
    hashed = {key: digest(key) for key in ("client_ip_address", "client_user_agent", "fbp", "fbc")}
    finding = only(identified(SERVER, **hashed)(healthy()), PLAIN)
    assert finding.message.startswith(
        "The server's client_ip_address, client_user_agent, fbc, fbp in Purchase are hashed (1 event)"
    )
    assert fired(judge(identified(SERVER, external_id=digest("42"))(healthy()))) == set()


def test_a_senders_own_user_agent_is_held_against_the_browsers() -> None:
    """Of the request that carried the browser's copy; where that is not known, nothing is said."""
    evidence = MUTATORS["sender_names_itself"].evidence()
    assert fired(judge(evidence)) == {"match.user_agent"}
    assert fired(judge(change(evidence, requests=()))) == set()


def test_one_cookie_value_of_the_healthy_run_is_sound() -> None:
    """What the factories send passes every check of cookies."""
    assert fired(judge(identified(SERVER, fbp=FBP)(healthy(address="203.0.113.7")))) == set()
