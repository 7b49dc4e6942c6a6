"""Every copy that is owed arrives."""

from __future__ import annotations

from harness.judge import judge
from harness.plan import Promise
from harness.verdict import Severity
from tests.harness.factories import BROWSER, SERVER, change, fired, healthy, plan, told, two_orders
from tests.harness.mutators import MUTATORS, each


def severity(evidence: object, check: str) -> Severity:
    """That of a check's only finding."""
    (finding,) = (f for f in judge(evidence).findings if f.check == check)  # type: ignore[arg-type]
    return finding.severity


def test_a_primary_conversion_is_graver_than_a_step() -> None:
    """The sale is critical, the step of the funnel high."""
    assert severity(MUTATORS["browser_copy_lost"].evidence(), "coverage.browser") is Severity.CRITICAL
    assert severity(MUTATORS["step_lost"].evidence(), "coverage.browser") is Severity.HIGH


def test_each_sale_is_a_finding_and_each_step_one_for_all_pages() -> None:
    """Two orders are two facts; PageViews of seven pages are one."""
    lost = tuple(e for e in two_orders().events if e.channel is BROWSER or e.name not in ("Purchase", "PageView"))
    assert sorted(told(change(two_orders(), events=lost), "coverage.server")) == [
        "No server copy of PageView on https://shop.example/?fbclid=IwAR0click, PageView on "
        "https://shop.example/products/mug, PageView on https://shop.example/cart, PageView on "
        "https://shop.example/checkout and 2 more reached Meta.",
        "No server copy of Purchase of orders/1001 reached Meta.",
        "No server copy of Purchase of orders/1002 reached Meta.",
    ]


def test_it_says_whether_another_copy_came() -> None:
    """Without one, Meta knows nothing of the sale."""
    (message,) = told(MUTATORS["sale_without_a_trace"].evidence(), "coverage.server")
    assert message == "No server copy of Purchase of orders/1001 reached Meta, and no other copy either."


def test_a_channel_that_is_not_promised_owes_nothing() -> None:
    """A PageView by the browser alone, by design."""
    browser_only = plan(PageView=Promise(pages=("*",), channels=(BROWSER,)))
    evidence = each(healthy(plan=browser_only), "PageView", SERVER, lambda _: None)
    assert fired(judge(evidence)) == set()
    assert fired(judge(change(evidence, plan=plan()))) == {"coverage.server"}
