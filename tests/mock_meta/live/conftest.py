"""A mock whose live page is open."""

from __future__ import annotations

from tests.axe import axe
from tests.mock_meta.control.conftest import remote
from tests.mock_meta.live.opened import browser, mock, open_page, sender

__all__ = ["axe", "browser", "mock", "open_page", "remote", "sender"]
