"""Script errors on the site's pages."""

from __future__ import annotations

from harness.ledger import Ledger, PageError
from tests.harness.factories import SITE, START, healthy, told, visit


def throwing(*messages: str) -> Ledger:
    """A run whose pages throw these errors."""
    errors = tuple(PageError(at=START + 5, url=f"{SITE}/{n}", message=m) for n, m in enumerate(messages))
    return healthy(visits=(visit(page_errors=errors),))


def test_one_error_on_many_pages_is_one_finding() -> None:
    """With the first page, the first line of the error, and how often it came."""
    assert told(throwing("TypeError: x\n  at a", "TypeError: x\n  at b"), "page.errors") == [
        "https://shop.example/0 throws: TypeError: x (2 times)."
    ]


def test_different_errors_are_different_findings() -> None:
    """Each may have a cause of its own."""
    assert len(told(throwing("TypeError: x", "SyntaxError"), "page.errors")) == 2


def test_no_error_no_finding() -> None:
    """A clean page is silent."""
    assert told(throwing(), "page.errors") == []
