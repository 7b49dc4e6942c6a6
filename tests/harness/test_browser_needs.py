"""The needs of several conditions become those of one browser, or are refused."""

from __future__ import annotations

import pytest

from harness.browser_needs import BrowserNeeds, ProcessNeeds, merged
from harness.errors import SetupError


def test_nothing_needs_nothing() -> None:
    assert merged(()) == merged((BrowserNeeds(), BrowserNeeds())) == BrowserNeeds()


def test_different_needs_are_met_together() -> None:
    blocker = BrowserNeeds(process=ProcessNeeds(extension="blocker"))
    phone = BrowserNeeds(size=(390, 844), touch=True, process=ProcessNeeds(user_agent="Phone/{major}"))
    both = merged((blocker, phone))
    assert both.process == ProcessNeeds(extension="blocker", user_agent="Phone/{major}")
    assert (both.size, both.touch) == ((390, 844), True)


def test_contrary_needs_are_named() -> None:
    small, large = BrowserNeeds(size=(390, 844)), BrowserNeeds(size=(1920, 1080))
    with pytest.raises(SetupError, match=r"contrary things of one browser \(size\)"):
        merged((small, large))
