"""Where it happened, and in whose browser."""

from __future__ import annotations

import pytest

from harness.judge import judge
from harness.ledger import Ledger
from harness.plan import Promise
from mock_meta.event import Answer, Channel
from mock_meta.wire.errors import shape
from tests.harness.factories import SERVER, change, fired, healthy, order, plan
from tests.harness.mutators import each


def told_of_server(evidence: Ledger, **changes: object) -> Ledger:
    """The evidence with every server event changed."""
    return change(evidence, events=tuple(change(e, **changes) if e.channel is SERVER else e for e in evidence.events))


def test_one_missing_field_in_every_event_is_one_finding() -> None:
    """With the refusals and the lost copies as its consequences."""
    no = Answer(status=400, error=shape("The parameter $['data'][0]['action_source'] is required").error)
    (finding,) = judge(told_of_server(healthy(), action_source=None, answer=no)).findings
    assert finding.check == "context.action_source"
    assert len(finding.events) == 9
    assert len([text for text in finding.consequences if text.startswith("Meta refused")]) == 5


@pytest.mark.parametrize(("word", "cause"), [("web", "one of the site's own"), ("other", "another way to sell")])
def test_a_wrong_word(word: str, cause: str) -> None:
    """One that Meta does not know, or that is not so: the browser reports the sale from a page."""
    (finding,) = judge(each(healthy(), "Purchase", SERVER, lambda e: change(e, action_source=word))).findings
    assert finding.check == "context.action_source"
    assert cause in finding.causes[0]


def test_what_did_not_happen_on_a_page_needs_neither_page_nor_browser() -> None:
    """A sale in the shop, told by the server alone."""
    sold = plan(Purchase=Promise(conversion="orders", channels=(Channel.SERVER,), primary=True))
    evidence = healthy(plan=sold, conversions=(order(source="store"),))
    alone = change(evidence, events=tuple(e for e in evidence.events if e.name != "Purchase" or e.channel is SERVER))
    in_store = each(
        alone,
        "Purchase",
        SERVER,
        lambda e: change(e, action_source="physical_store", source_url=None, user_data={"em": e.user_data["em"]}),
    )
    assert fired(judge(in_store)) == set()


def test_one_path_without_a_request_is_told_from_a_sender_without_any() -> None:
    """A webhook knows no browser; a queue that keeps nothing knows none for anything."""
    one = each(healthy(), "Purchase", SERVER, lambda e: change(e, source_url=None))
    (webhook,) = judge(one).findings
    (queue,) = judge(told_of_server(healthy(), source_url=None)).findings
    assert webhook.causes[0].startswith("Purchase is sent from a worker, webhook or job")
    assert queue.causes[0].startswith("the sender knows nothing of the shopper's request")
