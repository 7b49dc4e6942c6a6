"""How an error of a journey's step is told."""

from __future__ import annotations

import pytest

from harness.errors_told import what_broke

COVERED = """Locator.click: Timeout 700ms exceeded.
Call log:
  - waiting for locator("button")
    - locator resolved to <button>Pay</button>
  - attempting click action
    2 × waiting for element to be visible, enabled and stable
      - element is visible, enabled and stable
      - <div>over</div> intercepts pointer events
    - retrying click action
      - waiting 100ms
    - <div>over</div> intercepts pointer events
  - retrying click action
    - waiting 500ms
"""
UNSEEN = """Locator expected to be visible
Actual value: None
Error: element(s) not found\x20
Call log:
  - Expect "to_be_visible" locator("h1") with timeout 500ms
  - waiting for locator("h1")

Aria snapshot:
- button "Pay"
"""


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (COVERED, "Locator.click: Timeout 700ms exceeded; last in its log: <div>over</div> intercepts pointer events"),
        (UNSEEN, 'Locator expected to be visible; last in its log: waiting for locator("h1")'),
        ("Target page has been closed", "Target page has been closed"),
    ],
)
def test_a_step_that_got_stuck_says_where(said: str, told: str) -> None:
    """The messages are Playwright's own; its pauses between two tries are not what it waited for."""
    assert what_broke(Exception(said)) == told


def test_an_error_without_words_is_told_by_its_kind() -> None:
    assert what_broke(KeyError()) == "KeyError"
