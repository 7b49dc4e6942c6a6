"""The order of the tests, and what a property is tried with."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

_LONGEST = ("test_gate.py", "test_mistakes.py", "test_bad_input.py", "test_commands.py", "test_tiny_site.py")
"""The files that take longest: begun first, none of them is waited for alone at the end."""


# A busy machine fails no property. The gate tries the same examples each time, so that it is a change that turns it
# red; the proof tier looks for others (``--hypothesis-profile search``).
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("gate", patient, derandomize=True)
settings.register_profile("search", patient, print_blob=True)
settings.load_profile("gate")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.name not in _LONGEST)
