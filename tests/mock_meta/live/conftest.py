"""A mock whose live page is open."""

from __future__ import annotations

from tests.axe import axe
from tests.mock_meta.control.conftest import remote

__all__ = ["axe", "remote"]
