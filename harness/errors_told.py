"""How an error of a journey is told: in one line, and with its place in the journeys file."""

from __future__ import annotations

import re
import traceback
from collections.abc import Awaitable, Callable
from typing import Any

_CALL_LOG = "Call log:\n"
_WAITED_FOR_NOTHING_NEW = re.compile(r"retrying .* action|waiting \d+ms")


def what_broke(error: Exception) -> str:
    """What an error of a step says, and for one of Playwright's what its call log ends with: where it got stuck."""
    log = str(error).partition(_CALL_LOG)[2].partition("\n\n")[0]
    lines = [re.sub(r"^(\d+ × |- )+", "", line.strip()) for line in log.splitlines()]
    said = [line for line in lines if line and not _WAITED_FOR_NOTHING_NEW.fullmatch(line)]
    told = first_line(error)
    return f"{told.rstrip('.')}; last in its log: {said[-1]}" if said else told


def first_line(error: Exception) -> str:
    """What an error says, shortened to its first line."""
    return str(error).strip().split("\n", 1)[0] or type(error).__name__


def place_in(error: BaseException, function: Callable[..., Awaitable[Any]]) -> str:
    """Where in the journeys file an error came up."""
    path = function.__code__.co_filename
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == path]
    return f" at {path}:{frames[-1].lineno} ({frames[-1].line})" if frames else ""
