"""Why a copy is missing: the evidence decides which cause is named first."""

from __future__ import annotations

import pytest

from harness.judge import judge
from harness.ledger import ActorDeed, Excuse, Ledger, PageError
from harness.verdict import Finding, Severity
from mock_meta.event import Answer, Channel, Event, Request
from tests.harness.factories import BROWSER, SERVER, SITE, START, change, healthy, page, two_orders

FRAME = "https://pay.example"


def without(evidence: Ledger, channel: Channel | None = None, *names: str) -> Ledger:
    """The evidence less the events of these names on a channel (all, if none is given)."""
    kept = (e for e in evidence.events if channel not in (None, e.channel) or (names and e.name not in names))
    return change(evidence, events=tuple(kept))


def seen(evidence: Ledger, **changes: object) -> Ledger:
    """The evidence with its visit changed."""
    (visit,) = evidence.visits
    return change(evidence, visits=(change(visit, **changes),))


def pages(evidence: Ledger, path: str, **changes: object) -> Ledger:
    """The evidence with one page of its visit changed."""
    shown = evidence.visits[0].pages
    return seen(evidence, pages=tuple(change(p, **changes) if p.url == SITE + path else p for p in shown))


def script_asked(at: float) -> Request:
    """A page's request for the pixel's script."""
    url = "https://connect.facebook.net/en_US/fbevents.js"
    answer = Answer(status=200)
    return Request(seq=900, received_at=START + at, method="GET", url=url, headers=(), body=b"", answer=answer)


def only(evidence: Ledger) -> Finding:
    """The one finding of a verdict."""
    (finding,) = judge(evidence).findings
    return finding


def cause(evidence: Ledger) -> str:
    """The first cause of the one finding."""
    return only(evidence).causes[0]


def sale(evidence: Ledger) -> Event:
    """The server's copy of the sale."""
    return next(e for e in evidence.events if e.name == "Purchase" and e.channel is SERVER)


def error(at: float, path: str, message: str, kind: str = "script") -> PageError:
    """Something that went wrong on a page."""
    return PageError(at=START + at, url=SITE + path, message=message, kind=kind)  # type: ignore[arg-type]


def test_a_sale_whose_server_copy_came_is_held_back_by_a_flag() -> None:
    """The page told of other things, so its pixel works."""
    assert "one flag for both copies" in cause(without(healthy(), BROWSER, "Purchase"))


def test_a_sale_of_which_some_fared_better_has_no_such_flag() -> None:
    """Of two orders one has its browser's copy."""
    events = two_orders().events
    lost = next(e for e in events if e.name == "Purchase" and e.channel is BROWSER)
    assert "not on this page" in cause(change(two_orders(), events=tuple(e for e in events if e is not lost)))


def test_a_page_that_was_left_before_it_had_loaded_moved_on() -> None:
    """The thank-you page goes elsewhere at once."""
    gone = pages(without(healthy(), BROWSER, "Purchase"), "/thanks/1001", loaded_at=None)
    assert "moved on in the task" in cause(gone)


def test_a_click_whose_page_is_left_at_once_moved_on() -> None:
    """The button's own link leads away."""
    (visit,) = healthy().visits
    (added,) = visit.deeds
    evidence = seen(without(healthy(), BROWSER, "AddToCart"), deeds=(change(added, at=START + 19.9),))
    events = (change(e, event_time=START + 19) if e.name == "AddToCart" else e for e in evidence.events)
    assert "moved on in the task" in cause(change(evidence, events=tuple(events)))


def test_a_click_in_a_foreign_frame_is_not_heard() -> None:
    """The page shows a frame of another origin, and tells the rest."""
    framed = pages(without(healthy(), BROWSER, "AddToCart"), "/products/mug", frames=(FRAME,))
    assert f"in a frame of another origin ({FRAME})" in cause(framed)


def test_another_confirmation_page_than_the_server_s_has_no_hook() -> None:
    """The server places the sale on a page that the shopper never saw."""
    evidence = without(healthy(), BROWSER, "Purchase")
    moved = change(sale(evidence), source_url=f"{SITE}/order-received/1001")
    told = tuple(moved if e is sale(evidence) else e for e in evidence.events)
    assert "is not the one whose hook" in cause(change(evidence, events=told))


def test_a_script_that_is_asked_for_after_the_load_comes_late() -> None:
    """The first page had loaded before it asked for the pixel."""
    evidence = change(without(healthy(), BROWSER, "Purchase"), requests=(script_asked(2),))
    assert "while the pixel is not ready" in cause(evidence)


def test_pages_that_load_the_script_and_tell_nothing_fill_a_queue_in_vain() -> None:
    """What a click tells later arrives, so the pixel works by then; all pages are one finding."""
    evidence = without(healthy(), BROWSER, "PageView", "ViewContent", "InitiateCheckout", "Purchase")
    finding = only(change(evidence, requests=(script_asked(0.2),)))
    assert "a queue that the pixel's script never reads" in finding.causes[0]
    assert finding.severity is Severity.CRITICAL
    assert finding.subject == "Purchase/orders/1001"
    assert set(finding.covers) == {"PageView", "ViewContent", "InitiateCheckout"}


def test_one_page_without_any_event_lacks_the_pixel() -> None:
    """The others tell theirs."""
    silent = tuple(e for e in healthy().events if e.channel is SERVER or e.source_url != f"{SITE}/checkout")
    finding = only(change(healthy(), events=silent))
    assert finding.causes[0] == "the page does not load the pixel at all"
    assert {finding.subject, *finding.covers} == {"PageView", "InitiateCheckout"}


def test_an_error_explains_what_its_page_did_not_tell() -> None:
    """The error is the finding, as grave as the sale that it cost."""
    broken = seen(without(healthy(), BROWSER, "Purchase"), page_errors=(error(52, "/thanks/1001", "TypeError: x"),))
    finding = only(broken)
    assert (finding.check, finding.severity) == ("page.errors", Severity.CRITICAL)
    assert finding.consequences == ("No browser copy of Purchase of orders/1001 reached Meta.",)


def test_an_error_that_costs_other_pages_nothing_explains_nothing() -> None:
    """The same error is on a page that told all that it owed."""
    errors = tuple(error(at, path, "TypeError: x") for at, path in ((21, "/cart"), (52, "/thanks/1001")))
    found = judge(seen(without(healthy(), BROWSER, "Purchase"), page_errors=errors)).findings
    assert sorted(finding.check for finding in found) == ["coverage.browser", "page.errors"]


def test_what_a_policy_would_block_and_does_not_is_no_cause() -> None:
    """A report-only policy."""
    told = error(52, "/thanks/1001", "[Report Only] Content Security Policy connect.facebook.net", "policy")
    assert only(seen(without(healthy(), BROWSER, "Purchase"), page_errors=(told,))).check == "coverage.browser"


def test_what_waits_at_a_restart_is_lost_by_it() -> None:
    """One finding for all that was lost, with the sale first."""
    restarted = change(without(healthy(), SERVER), actors=(ActorDeed(at=START + 59, name="restart"),))
    finding = only(restarted)
    assert "lost at the restart" in finding.causes[0]
    assert finding.message.startswith("No server copy of Purchase of orders/1001, ")


def test_a_server_that_never_calls_is_one_finding() -> None:
    """Not eleven."""
    assert "set up and never runs" in cause(without(healthy(), SERVER))


@pytest.mark.parametrize(
    ("blocked", "shown", "words"),
    [
        (True, True, "only the pixel tells of it"),
        (True, False, "only when a page is shown"),
        (False, True, "is not the one whose hook tells of it"),
    ],
)
def test_a_sale_without_any_trace_is_explained_by_the_page_after_it(blocked: bool, shown: bool, words: str) -> None:
    """And by whether the browser could tell of it at all."""
    evidence = without(healthy(), None, "Purchase")
    excuse = Excuse(channel=BROWSER, aspect="presence", reason="a blocker", events=("Purchase",))
    evidence = change(evidence, excuses=(excuse,) if blocked else ())
    thanks = page("/thanks/1001", 51, 60)
    bank = change(thanks, url="https://bank.example/paid")
    events = tuple(e for e in evidence.events if shown or e.source_url != thanks.url)
    pages_seen = tuple(p if shown or p.url != thanks.url else bank for p in evidence.visits[0].pages)
    assert words in cause(change(seen(evidence, pages=pages_seen), events=events))


def test_a_step_that_neither_side_tells_has_no_hook() -> None:
    """One finding, on the server's side."""
    finding = only(without(healthy(), None, "InitiateCheckout"))
    assert (finding.check, finding.subject) == ("coverage.server", "InitiateCheckout")
    assert "has no hook" in finding.causes[0]
