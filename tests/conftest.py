"""The order of the tests."""

from __future__ import annotations

import pytest

_LONGEST = ("test_gate.py", "test_mistakes.py", "test_bad_input.py", "test_commands.py", "test_tiny_site.py")
"""The files that take longest: begun first, none of them is waited for alone at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.name not in _LONGEST)
