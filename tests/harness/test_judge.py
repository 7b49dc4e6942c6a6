"""The verdict: deterministic, one finding a fact, and never stopped by what an event holds."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from harness.check import BOOKS, checks
from harness.judge import fold_effects, judge
from harness.ledger import Choice, Excuse, decode_ledger, encode_ledger
from harness.mistake import mistakes
from harness.verdict import Finding, Severity, Status
from tests.harness.factories import (
    BROWSER,
    SERVER,
    START,
    change,
    choice,
    event,
    fired,
    healthy,
    heard,
    purchase,
    two_orders,
    visit,
)
from tests.harness.mutators import MUTATORS, Mutator, each
from tests.harness.test_ledger import JSON, TEXT
from tests.ledgers import clean_ledgers


def found(check: str, subject: str = "X", severity: Severity = Severity.HIGH, message: str = "") -> Finding:
    """A finding of a check."""
    return Finding(check=check, subject=subject, severity=severity, message=message or f"{check} of {subject}.")


@pytest.mark.parametrize("mistake", MUTATORS.values(), ids=lambda mistake: mistake.name)
def test_the_same_ledger_gives_the_same_verdict(mistake: Mutator) -> None:
    """Judged again, read from its file, or with its events in another order."""
    evidence = mistake.evidence()
    verdict = judge(evidence)
    assert judge(evidence) == verdict
    assert judge(decode_ledger(encode_ledger(evidence), "run.json")) == verdict
    assert judge(change(evidence, events=evidence.events[::-1])) == verdict


@settings(max_examples=30)
@given(
    custom_data=st.dictionaries(
        TEXT | st.sampled_from(["value", "currency", "order_id", "contents", "content_ids", "num_items"]), JSON
    ),
    user_data=st.dictionaries(st.sampled_from(["em", "ph", "fbp", "fbc", "external_id"]), JSON),
    claims=st.fixed_dictionaries(
        {
            "name": st.sampled_from(["Purchase", "purchase", "PageView", ""]),
            "event_id": st.none() | TEXT,
            "source_url": st.none() | TEXT | st.just("http://["),
            "event_time": st.none() | st.floats(allow_nan=False, allow_infinity=False),
        }
    ),
    channel=st.sampled_from([BROWSER, SERVER]),
)
@example(custom_data={"value": 10**400}, user_data={}, claims={}, channel=SERVER)
@example(custom_data={"value": "1e999", "currency": ["EUR"]}, user_data={}, claims={}, channel=BROWSER)
@example(custom_data={"value": float("inf")}, user_data={}, claims={}, channel=SERVER)
@example(custom_data={"value": "nan"}, user_data={}, claims={}, channel=SERVER)
def test_no_event_can_stop_the_judge(
    custom_data: dict[str, Any], user_data: dict[str, Any], claims: dict[str, Any], channel: Any
) -> None:
    """Events come from the site under test and may hold anything."""
    odd = change(event("X", 55, channel, custom_data=custom_data, user_data=user_data), **claims)
    said = {**custom_data, "order_id": "1001"}
    of_the_order = each(healthy(), "Purchase", channel, lambda e: change(e, custom_data=said, user_data=user_data))
    for evidence in (heard(healthy(), odd), of_the_order):
        assert judge(evidence).status in (Status.PASSED, Status.FAILED)


def test_findings_come_gravest_first() -> None:
    """Then by check and subject."""
    worst = heard(
        MUTATORS["copies_disagree"].evidence(), *purchase("999", at=57), change(purchase(at=58)[0], event_id="again")
    )
    ranks = [(f.severity.rank, f.check, f.subject) for f in judge(worst).findings]
    assert len({rank for rank, *_ in ranks}) > 1
    assert ranks == sorted(ranks)


@pytest.mark.parametrize(
    ("fail_on", "status"),
    [(Severity.CRITICAL, Status.PASSED), (Severity.HIGH, Status.PASSED), (Severity.MEDIUM, Status.FAILED)],
)
def test_the_threshold_decides_what_fails(fail_on: Severity, status: Status) -> None:
    """A medium finding fails a run that asks for medium."""
    assert judge(MUTATORS["copies_disagree"].evidence(), fail_on).status is status


def test_a_run_that_verified_nothing_is_skipped() -> None:
    """Never passed, and it says why."""
    verdict = judge(healthy(visits=(), conversions=(), events=()))
    assert (verdict.status, verdict.verified) == (Status.SKIPPED, 0)
    assert "nothing could be verified" in verdict.reason
    excuses = tuple(Excuse(channel=channel, aspect="presence", reason="x") for channel in (BROWSER, SERVER))
    assert judge(healthy(excuses=excuses)).status is Status.SKIPPED


def test_a_denied_run_verifies_its_silence() -> None:
    """Nothing was sent, as nothing might be: that is a pass."""
    denied = healthy(visits=(visit(consent=(choice(Choice.DENIED, 4),)),), events=())
    verdict = judge(denied)
    assert (verdict.status, verdict.reason) == (Status.PASSED, "")


def test_the_headline_is_the_books_metas_count_and_match_quality() -> None:
    """With what was heard on each channel."""
    headline = judge(MUTATORS["separate_ids"].evidence()).headline
    assert headline is not None
    assert (headline.booked, headline.counted) == (1, 2)
    assert (headline.browser_events, headline.server_events, headline.rejected_events) == (9, 9, 0)
    assert headline.match_quality == 8.5
    refused = judge(MUTATORS["refused_and_given_up"].evidence()).headline
    assert refused is not None
    assert (refused.server_events, refused.rejected_events, refused.match_quality) == (8, 1, None)


def test_without_books_checks_of_books_are_silent() -> None:
    """And named with the reason; the headline has no number for them."""
    evidence = change(MUTATORS["stray_purchase"].evidence(), books=(), conversions=())
    verdict = judge(evidence)
    assert {u.check for u in verdict.unjudged} == {n for n, check in checks().items() if BOOKS in check.needs}
    assert {u.reason for u in verdict.unjudged} == {"the site's books can't be read"}
    assert not fired(verdict) & {u.check for u in verdict.unjudged}
    assert verdict.headline is not None
    assert verdict.headline.booked is None


@pytest.mark.parametrize(("channel", "other"), [(BROWSER, SERVER), (SERVER, BROWSER)])
def test_an_unobserved_channel_is_not_judged(channel: Any, other: Any) -> None:
    """A site whose backend can't be steered to the mock is judged by its browser alone."""
    seen = tuple(e for e in healthy().events if e.channel is channel)
    verdict = judge(healthy(observes=(channel,), events=seen))
    assert verdict.status is Status.PASSED
    assert {u.reason for u in verdict.unjudged} == {f"the {other} channel is not observed on this site"}
    assert {u.check for u in verdict.unjudged} == {n for n, check in checks().items() if other in check.needs}


# Folding


def test_an_effect_becomes_a_consequence_of_its_cause() -> None:
    """Its words are kept, and the cause is as grave as the gravest effect."""
    lost = found("counting.against_books", severity=Severity.CRITICAL)
    (finding,) = fold_effects([found("coverage.server"), lost])
    assert (finding.check, finding.severity) == ("coverage.server", Severity.CRITICAL)
    assert finding.consequences == (lost.message,)


def test_effects_of_effects_go_to_the_root() -> None:
    """Whatever the order in which the findings came, nothing is said twice."""
    chain = [found(name) for name in ("counting.against_books", "counting.per_action", "dedupe.unique_ids")]
    for order in (chain, chain[::-1], [chain[1], chain[2], chain[0]]):
        (finding,) = fold_effects(order)
        assert finding.check == "dedupe.unique_ids"
        assert set(finding.consequences) == {chain[0].message, chain[1].message}
        assert len(finding.consequences) == 2


def test_a_cause_explains_all_that_it_covers() -> None:
    """A pixel that is there twice repeats the sale too."""
    twice = msgspec.structs.replace(found("counting.per_action", "ViewContent"), covers=("Purchase/orders/1",))
    (finding,) = fold_effects([twice, found("counting.against_books", "Purchase/orders/1")])
    assert (finding.subject, len(finding.consequences)) == ("ViewContent", 1)


def test_a_cause_explains_what_concerns_its_own_events_only() -> None:
    """Whatever both are filed under; an effect that goes beyond them, or names none, is a fact of its own."""
    cause = msgspec.structs.replace(found("delivery.batch", "request/5"), events=("5.0", "5.1"))
    for events, explained in ((("5.1",), True), (("5.1", "6.0"), False), ((), False)):
        effect = msgspec.structs.replace(found("delivery.refused", "PageView"), events=events)
        assert len(fold_effects([cause, effect])) == (1 if explained else 2)


def test_other_subjects_are_other_facts() -> None:
    """A refused order explains no other order's missing count; findings without a subject explain nothing."""
    apart = [found("delivery.refused", "Purchase/orders/1"), found("counting.against_books", "Purchase/orders/2")]
    assert fold_effects(apart) == apart
    nowhere = [found("delivery.refused", ""), found("counting.against_books", "")]
    assert fold_effects(nowhere) == nowhere


def test_information_explains_nothing_that_is_wrong() -> None:
    """A harmless retry must not swallow the finding that the same order is lost."""
    both = [found("counting.against_books"), found("counting.per_action", severity=Severity.INFO)]
    assert fold_effects(both) == both


def test_a_retry_after_metas_window_is_no_harmless_retry() -> None:
    """The same id, but 49 hours later: Meta counts it again."""
    again = change(purchase(at=55)[1], received_at=START + 49 * 3600, event_time=START + 55)
    verdict = judge(heard(healthy(), again))
    assert verdict.status is Status.FAILED
    assert "counting.per_action" in fired(verdict)


def test_no_check_is_an_effect_of_itself() -> None:
    """Cause and effect form no circle, or folding would not end; and every pattern names a check that exists."""
    import graphlib
    from fnmatch import fnmatchcase

    known = checks()
    causes = {n: {c for c in known for p in check.effect_of if fnmatchcase(c, p)} for n, check in known.items()}
    assert list(graphlib.TopologicalSorter(causes).static_order())
    for check in known.values():
        for pattern in check.effect_of:
            assert any(fnmatchcase(name, pattern) for name in known), f"{check.name} names {pattern}"


def test_two_orders_with_one_mistake_are_two_findings() -> None:
    """One for each order, so that both can be mended."""
    swapped = judge(change(two_orders(), events=tuple(e for e in two_orders().events if e.name != "Purchase")))
    assert {f.subject for f in swapped.findings} == {"Purchase/orders/1001", "Purchase/orders/1002"}


def test_a_findings_id_is_the_same_in_every_run() -> None:
    """It names the check and the event, and no number of one run."""
    ids = []
    for ledger in clean_ledgers():
        if ledger.scenario in ("healthy_purchase", "payment_redirect"):
            changed = mistakes()["F008"].rewrite
            assert changed is not None
            spoilt = changed(ledger)
            assert spoilt is not None
            ids.append([finding.id for finding in judge(spoilt).findings])
    assert ids == [["dedupe.pairing:Purchase"]] * 2
