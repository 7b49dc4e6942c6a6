"""A process in another language that does an SDK's calls: one JSON line in for each, one JSON line out."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest

from mock_meta.server import MockMeta

ROOT = Path(__file__).resolve().parents[3]
_PATIENCE_S = 60
_INSTALL_S = 120


class Driver:
    """The running process; it ends with the ``with`` block."""

    def __init__(self, command: Sequence[str | Path], env: Mapping[str, str] | None = None) -> None:
        self._process = subprocess.Popen(
            [str(word) for word in command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**without_proxies(), **(env or {})},
            text=True,
            encoding="utf-8",
        )

    async def call(self, meta: MockMeta, job: Mapping[str, Any]) -> dict[str, Any]:
        """Do one call against the mock: ``{"result": ...}``, or ``{"error": ...}`` with what the SDK threw."""
        return await asyncio.to_thread(self._ask, {"graph": f"http://127.0.0.1:{meta.http_port}", **job})

    def _ask(self, job: Mapping[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        watchdog = threading.Timer(_PATIENCE_S, self._process.kill)
        watchdog.start()
        try:
            self._process.stdin.write(json.dumps(job) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        finally:
            watchdog.cancel()
        assert line, "the driver ended, or did not answer in time"
        answer: dict[str, Any] = json.loads(line)
        return answer

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            with contextlib.suppress(OSError):
                pipe.close()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def without_proxies() -> dict[str, str]:
    """The environment, but for what would steer a client somewhere else."""
    return {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}


def without_php(extensions: Sequence[str]) -> str:
    """What is missing on this machine to run PHP with these extensions; empty if nothing is."""
    if shutil.which("php") is None:
        return "php is not installed"
    has = subprocess.run(("php", "-m"), capture_output=True, text=True, timeout=_PATIENCE_S, check=True).stdout.split()
    missing = [name for name in extensions if name not in has]
    return f"php lacks {', '.join(missing)}" if missing else ""


def installed(name: str, files: Sequence[Path], command: Sequence[str]) -> Path:
    """A folder in which `command` has installed what `files` ask for; made once for their content, then kept.

    Skips the test, with the reason, where that can't be done on this machine.
    """
    if shutil.which(command[0]) is None:
        pytest.skip(f"{name}: {command[0]} is not installed")
    content = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]
    folder = ROOT / ".cache" / name / content
    complete = folder / ".complete"
    if not complete.exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for file in files:
            shutil.copy(file, folder)
        _install(name, folder, command)
        complete.touch()
    return folder


def node_sdk() -> Path:
    """The folder ``node_modules`` with the official Node SDK, as the lock file says; skips where it can't be had."""
    files = [Path(__file__).parent / "node" / name for name in ("package.json", "package-lock.json")]
    brief = ["--fetch-retries=1", "--fetch-retry-mintimeout=1000"]
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", *brief]
    return installed("node-sdk", files, command) / "node_modules"


def _install(name: str, folder: Path, command: Sequence[str]) -> None:
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=_INSTALL_S,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired:
        pytest.skip(f"{name}: {' '.join(command)} took more than {_INSTALL_S} s")
    if done.returncode != 0:
        pytest.skip(f"{name}: could not be fetched: {_cause(done.stderr + done.stdout) or done.returncode}")


def _cause(said: str) -> str:
    """The first lines that speak of an error, in one."""
    lines = [line.strip() for line in said.splitlines()]
    return " ".join(line for line in lines if re.search("error|offline", line, re.IGNORECASE))[:200]
