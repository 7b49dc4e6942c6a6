"""Stand-ins in processes of their own."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.mock_meta.command import begun, stopped

Alone = Callable[..., dict[str, Any]]


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Alone]:
    """Start ``python -m mock_meta --json``; what it prints when it is ready. Asked to stop, it must end well."""
    running: list[subprocess.Popen[str]] = []

    def start(*words: str | Path) -> dict[str, Any]:
        running.append(begun("--json", *words, cwd=tmp_path))
        assert running[-1].stdout is not None
        told: dict[str, Any] = json.loads(running[-1].stdout.readline())
        return told

    yield start
    assert [stopped(process) for process in running] == [0] * len(running)
