"""Meta's books against the site's own."""

from __future__ import annotations

from harness.judge import judge
from harness.ledger import Excuse
from harness.plan import Promise
from harness.verdict import Severity
from mock_meta.counting import CountingPolicy
from tests.harness.factories import BROWSER, SERVER, change, event, fired, healthy, heard, plan, purchase, told
from tests.harness.mutators import MUTATORS

ACTION = "counting.per_action"


def consequences(name: str) -> list[str]:
    """What was folded under the findings of a mutator."""
    return [said for finding in judge(MUTATORS[name].evidence()).findings for said in finding.consequences]


def test_counted_twice_is_told_under_its_cause() -> None:
    """The ids differ, and so Meta counts two."""
    assert consequences("separate_ids") == ["Meta would count Purchase of orders/1001 2 times; the books hold it once."]
    assert "Meta would count Purchase of orders/1002 not at all; the books hold it once." in consequences("shared_id")


def test_a_lost_sale_is_told_under_the_missing_copies() -> None:
    """Nothing reached Meta."""
    said = consequences("sale_without_a_trace")
    assert "Meta would count Purchase of orders/1001 not at all; the books hold it once." in said


def test_where_the_books_are_silent_nothing_is_a_phantom() -> None:
    """Leads are in a book that can't be read."""
    promised = plan(Lead=Promise(conversion="leads", primary=True))
    assert fired(judge(heard(healthy(plan=promised), event("Lead", 12)))) == set()


def test_a_sale_that_nobody_owes_may_go_uncounted() -> None:
    """Both copies are excused: then Meta's count is the world's doing."""
    excuses = tuple(
        Excuse(channel=channel, aspect="presence", reason="x", events=("Purchase",)) for channel in (BROWSER, SERVER)
    )
    evidence = healthy(excuses=excuses, events=tuple(e for e in healthy().events if e.name != "Purchase"))
    assert fired(judge(evidence)) == set()


def test_a_browser_that_repeats_itself_is_wrong_even_with_one_id() -> None:
    """Meta may fold it, but the tag fires when nothing was bought."""
    again = change(purchase(at=58)[0])
    assert told(heard(healthy(), again), ACTION) == [
        "The browser reported Purchase of orders/1001 2 times (event ids: purchase-1001)."
    ]


def test_a_retry_is_information() -> None:
    """If Meta folds it: within its window, with one id, under a policy that folds a channel's own copies."""
    retried = heard(healthy(), change(purchase(at=56)[1]))
    (finding,) = judge(retried).findings
    assert (finding.check, finding.severity) == (ACTION, Severity.INFO)
    unfolded = change(retried, counting=CountingPolicy(fold_same_channel=False))
    assert fired(judge(unfolded)) == {ACTION}


def test_a_retry_without_an_id_is_a_repetition() -> None:
    """Meta can't fold what has no id."""
    twice = [change(purchase(at=at)[1], event_id=None) for at in (55, 56)]
    evidence = heard(healthy(events=tuple(e for e in healthy().events if e.name != "Purchase")), *twice)
    assert told(evidence, ACTION)[0].startswith(
        "The server reported Purchase of orders/1001 2 times (event ids: none)."
    )
