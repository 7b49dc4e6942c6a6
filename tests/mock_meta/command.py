"""The stand-in as its users start it: child processes of ``python -m mock_meta``."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

LIMIT_S = 60
Start = Callable[..., "subprocess.Popen[str]"]


class Done(msgspec.Struct, frozen=True):
    """A command that has ended."""

    status: int
    out: str
    err: str


def mock_meta(*words: str | Path, cwd: Path) -> Done:
    """Run a command to its end in a folder."""
    done = subprocess.run(
        _command(*words),
        cwd=cwd,
        env=environment(),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=LIMIT_S,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


def begun(*words: str | Path, cwd: Path) -> subprocess.Popen[str]:
    """A command that runs until it is stopped."""
    return subprocess.Popen(_command(*words), cwd=cwd, env=environment(), stdout=subprocess.PIPE, text=True)


def stopped(process: subprocess.Popen[str]) -> int:
    """The status with which a running command ends when it is asked to."""
    process.send_signal(signal.SIGTERM)
    with process:
        return process.wait(LIMIT_S)


def environment() -> dict[str, str]:
    """This process's environment without proxies, so that what is asked is asked directly."""
    return {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}


def ask(url: str, method: str = "GET", body: bytes | None = None) -> tuple[int, Any]:
    """Status and JSON of an answer."""
    request = urllib.request.Request(url, data=body, method=method, headers={"Content-Type": "application/json"})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=LIMIT_S) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def _command(*words: str | Path) -> list[str]:
    return [sys.executable, "-m", "mock_meta", *map(str, words)]
