"""Parameters and identifiers."""

from __future__ import annotations

import pytest

from harness.judge import judge
from harness.ledger import Ledger
from harness.plan import Promise
from mock_meta.event import Answer
from tests.harness.factories import ADA, BROWSER, SERVER, change, event, fired, healthy, heard, plan, told, visit
from tests.harness.mutators import each, saying

PARAMETERS, IDENTIFIERS, PARITY = (f"completeness.{name}" for name in ("parameters", "identifiers", "parity"))


def without(evidence: Ledger, name: str, *keys: str) -> Ledger:
    """The evidence with keys taken out of a name's server copies."""
    return each(
        evidence,
        name,
        SERVER,
        lambda e: change(e, user_data={k: v for k, v in e.user_data.items() if k not in keys}),
    )


@pytest.mark.parametrize("empty", [None, "", [], ()])
def test_a_required_parameter_that_is_empty_is_missing(empty: object) -> None:
    """Absent, empty text, or an empty list."""
    evidence = each(healthy(), "Purchase", SERVER, saying(content_ids=empty))
    assert told(evidence, PARAMETERS) == [
        "Purchase on the server channel (orders/1001): content_ids is missing, which the plan requires."
    ]


def causes(evidence: Ledger) -> tuple[str, ...]:
    """The causes of the only finding of a run."""
    (finding,) = judge(evidence).findings
    return finding.causes


def test_the_cause_is_read_from_the_other_channel() -> None:
    """One key, several, or a source that was empty for both."""
    one = each(healthy(), "Purchase", SERVER, saying(currency=None))
    assert causes(one)[0].startswith("only the browser builds currency in")
    thin = each(healthy(), "Purchase", SERVER, saying(currency=None, content_ids=None))
    assert causes(thin)[0] == "the server's copy is made of a thinner object than the browser's"
    emptied = each(healthy(), "Purchase", None, saying(content_ids=[]))
    assert judge(emptied).findings[0].causes == ("the source of the value was empty",)
    nobody = each(healthy(), "Purchase", None, saying(content_ids=None))
    assert judge(nobody).findings[0].causes[0] == "neither side builds it in"


def test_several_missing_parameters_are_one_finding() -> None:
    """Told together."""
    evidence = each(healthy(), "Purchase", SERVER, saying(currency=None, content_ids=None))
    assert told(evidence, PARAMETERS) == [
        "Purchase on the server channel (orders/1001): currency and content_ids are missing, which the plan requires."
    ]


def test_copies_are_compared_where_the_plan_asks_for_nothing() -> None:
    """Of goods one way to name them will do; on either side something may be missing."""
    assert told(each(healthy(), "ViewContent", SERVER, saying(contents=None)), PARITY) == []
    assert told(each(healthy(), "ViewContent", BROWSER, saying(content_type=None)), PARITY) == [
        "The browser's copy of ViewContent on https://shop.example/products/mug lacks content_type, "
        "which the server's copy carries."
    ]


def test_zero_is_no_missing_value() -> None:
    """A free order has a value: none."""
    evidence = each(healthy(), "Purchase", SERVER, saying(value=0))
    assert told(evidence, PARAMETERS) == []


def test_what_plan_and_meta_both_require_is_told_once() -> None:
    """One fact, one finding."""
    evidence = each(healthy(), "Purchase", SERVER, saying(value=None))
    assert len(judge(evidence).findings) == 1


def test_meta_requires_what_the_plan_forgot() -> None:
    """A Purchase without a currency is refused, promised or not."""
    forgetful = plan(Purchase=Promise(conversion="orders", primary=True))
    evidence = each(healthy(plan=forgetful), "Purchase", SERVER, saying(currency=None))
    assert told(evidence, PARAMETERS) == [
        "Purchase on the server channel (orders/1001): 'currency' is a required property."
    ]


@pytest.mark.parametrize("shown", ["59,98", "€ 59.98", "59.98 EUR"])
def test_a_value_for_people_is_no_number(shown: str) -> None:
    """The browser's text is read as a number only where it is one."""
    evidence = each(healthy(), "ViewContent", BROWSER, saying(value=shown))
    (finding,) = judge(evidence).findings
    assert f"value: '{shown}' is not of type 'number'" in finding.consequences[0]


def test_ten_pages_with_one_mistake_are_one_finding() -> None:
    """With every event as evidence; channels are told apart, as their code is."""
    promised = plan(PageView=Promise(pages=("*",), required=("content_name",)))
    findings = [f for f in judge(healthy(plan=promised)).findings if f.check == PARAMETERS]
    assert sorted(len(f.events) for f in findings) == [5, 5]


def test_a_custom_event_may_hold_anything() -> None:
    """Meta documents no parameters for names that are not standard."""
    assert told(heard(healthy(), event("SizeGuide", 12, custom_data={"value": "large"})), PARAMETERS) == []


def test_each_missing_identifier_is_one_finding() -> None:
    """Named with the events that lack it; the browser's cookies are left to the check of their handover."""
    evidence = without(without(healthy(), "Purchase", "em", "fbp"), "PageView", "fbp")
    assert told(evidence, IDENTIFIERS) == ["The server sends Purchase without em (1 event)."]
    assert fired(judge(evidence)) == {IDENTIFIERS, "match.handover"}


@pytest.mark.parametrize(("identifier", "known"), [("em", "email"), ("ph", "phone")])
def test_what_the_shopper_did_not_give_is_not_owed(identifier: str, known: str) -> None:
    """A guest without a phone number."""
    given = healthy(visits=(visit(shopper=ADA | {known: ""}),))
    assert fired(judge(without(given, "Purchase", identifier))) == set()
    assert fired(judge(without(healthy(), "Purchase", identifier))) == {IDENTIFIERS}


def test_a_refused_copy_is_judged_by_its_refusal() -> None:
    """Identifiers are asked of copies that Meta took."""
    refused = each(
        without(healthy(), "Purchase", "em"), "Purchase", SERVER, lambda e: change(e, answer=Answer(status=400))
    )
    assert told(refused, IDENTIFIERS) == []
