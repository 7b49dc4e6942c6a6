"""A condition has acted if the ledger shows it; a run in which one has not proves nothing."""

from __future__ import annotations

import pytest

from harness.evidence import (
    Evidence,
    acted,
    agent_heard,
    answered,
    either,
    granted_on_a_later_page,
    no_answer,
    opted_out,
    pages_took,
    policy_violated,
    refused,
    stopped_by,
    traced,
    withdrawn_before_a_page,
)
from harness.judge import judge
from harness.ledger import Acted, ActorDeed, Choice, Ledger, PageError, Refused, Trace
from harness.verdict import Status
from tests.harness.factories import START, change, choice, healthy, page, plan, visit


def _refusal(by: str = "blocker", host: str = "www.facebook.com") -> Ledger:
    one = Refused(at=START, host=host, port=443, reason="stopped", by=by)  # type: ignore[arg-type]
    return change(healthy(), refused=(one,))


def _traced() -> Ledger:
    return change(healthy(), traces=(Trace(at=START, condition="gpc", fact="it was asked"),) * 2)


def _violated(by: str, url: str = "https://www.facebook.com/tr/") -> Ledger:
    said = f"Loading '{url}' violates the following Content Security Policy directive: \"img-src\"."
    error = PageError(at=START, url="https://shop.example/", message=said, kind="policy", by=by)
    return change(healthy(), visits=(visit(page_errors=(error,)),))


def _answered(*answers: tuple[Choice, int]) -> Ledger:
    """A visit to three pages, at 0, 10 and 20 seconds, with answers each at its second."""
    consent = tuple(choice(answer, at) for answer, at in answers)
    pages = tuple(page(f"/{number}", 10 * number, 10 * number + 10) for number in range(3))
    return change(healthy(), visits=(visit(pages=pages, consent=consent),))


@pytest.mark.parametrize(
    ("evidence", "shown", "silent"),
    [
        (refused("www.facebook.com"), _refusal(), healthy()),
        (refused("*"), _refusal(host="any.example"), _refusal(by="guard")),
        (refused("www.facebook.com", by="browser"), _refusal(by="browser"), _refusal()),
        (answered(Choice.GRANTED), healthy(), change(healthy(), visits=(visit(consent=()),))),
        (answered(Choice.DENIED), change(healthy(), plan=plan(consent_asked=False)), healthy()),
        (no_answer, change(healthy(), visits=(visit(consent=()),)), healthy()),
        (pages_took(0.4), healthy(), change(healthy(), visits=(visit(pages=()),))),
        (traced("gpc"), _traced(), healthy()),
        (no_answer, change(healthy(), visits=(visit(consent=()),)), change(healthy(), plan=plan(consent_asked=False))),
        (stopped_by("stop"), _refusal(), _refusal(by="guard")),
        (stopped_by("stop"), _refusal(), healthy()),
        (policy_violated("csp", "facebook"), _violated("csp"), _violated("")),
        (policy_violated("csp", "facebook"), _violated("csp"), _violated("csp", "https://cdn.example/a.js")),
        (granted_on_a_later_page, _answered((Choice.GRANTED, 30)), _answered((Choice.GRANTED, 5))),
        (withdrawn_before_a_page, _answered((Choice.GRANTED, 5), (Choice.DENIED, 15)), _answered((Choice.GRANTED, 5))),
        (withdrawn_before_a_page, _answered((Choice.GRANTED, 5), (Choice.DENIED, 15)), _answered((Choice.DENIED, 15))),
        (opted_out, change(healthy(), visits=(visit(region="US-CA", opted_out_at=START),)), healthy()),
        (acted("crawler"), change(healthy(), actors=(ActorDeed(at=START, name="crawler"),)), healthy()),
        (agent_heard("Mozilla/5.0"), healthy(), change(healthy(), events=())),
        (either(traced("gpc"), no_answer), _traced(), healthy()),
    ],
)
def test_evidence_is_a_sentence_or_nothing(evidence: Evidence, shown: Ledger, silent: Ledger) -> None:
    assert evidence(shown)
    assert evidence(silent) == ""


def test_what_happened_several_times_is_counted() -> None:
    assert traced("gpc")(_traced()) == "it was asked (2 times)"


def test_a_condition_that_left_no_evidence_skips_the_run() -> None:
    acted = (Acted(condition="gpc", evidence=""), Acted(condition="slow_site", evidence="0.5 s"))
    verdict = judge(change(healthy(), acted=acted))
    assert verdict.status is Status.SKIPPED
    assert verdict.reason.startswith("nothing in the evidence shows that gpc acted")


def test_what_is_wrong_stays_wrong_without_it() -> None:
    idle = (Acted(condition="gpc", evidence=""),)
    assert judge(change(healthy(), acted=idle, events=())).status is Status.FAILED
