"""A condition has acted if the ledger shows it; a run in which one has not proves nothing."""

from __future__ import annotations

import pytest

from harness.evidence import Evidence, acted, agent_heard, answered, either, no_answer, pages_took, refused, traced
from harness.judge import judge
from harness.ledger import Acted, ActorDeed, Choice, Ledger, Refused, Trace
from harness.verdict import Status
from tests.harness.factories import START, change, healthy, plan, visit


def _refusal(by: str = "blocker", host: str = "www.facebook.com") -> Ledger:
    one = Refused(at=START, host=host, port=443, reason="stopped", by=by)  # type: ignore[arg-type]
    return change(healthy(), refused=(one,))


def _traced() -> Ledger:
    return change(healthy(), traces=(Trace(at=START, condition="gpc", fact="it was asked"),) * 2)


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
