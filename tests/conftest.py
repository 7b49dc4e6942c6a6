"""The order of the tests, and how long a property may take."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

_LONGEST = ("test_gate.py", "test_mistakes.py", "test_bad_input.py", "test_commands.py", "test_tiny_site.py")
"""The files that take longest: begun first, none of them is waited for alone at the end."""


# A busy machine fails no property.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.name not in _LONGEST)
