"""How an error of a journey is told: in one line, and with its place in the journeys file."""

from __future__ import annotations

import traceback
from collections.abc import Awaitable, Callable
from typing import Any


def first_line(error: Exception) -> str:
    """What an error says, shortened to its first line."""
    return str(error).strip().split("\n", 1)[0] or type(error).__name__


def place_in(error: BaseException, function: Callable[..., Awaitable[Any]]) -> str:
    """Where in the journeys file an error came up."""
    path = function.__code__.co_filename
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == path]
    return f" at {path}:{frames[-1].lineno} ({frames[-1].line})" if frames else ""
