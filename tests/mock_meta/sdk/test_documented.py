"""`docs/clients.md` is true: its examples run as they stand, but for the ports, and reach the stand-in."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from mock_meta.server import MockMeta
from tests.mock_meta.sdk.driver import ROOT, without_proxies

TEXT = (ROOT / "docs/clients.md").read_text(encoding="utf-8")


def examples(section: str, language: str) -> list[str]:
    """The code blocks of a section."""
    part = TEXT.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    return re.findall(rf"```{language}\n(.*?)```", part, re.DOTALL)


def here(example: str, meta: MockMeta) -> str:
    """An example with the ports of this stand-in in the place of the documented ones."""
    ports = {"8787": meta.http_port, "8788": meta.tls_port, "8789": meta.proxy_port}
    return re.sub(r"\b878[789]\b", lambda match: str(ports[match[0]]), example)


async def output(command: list[str], folder: Path, env: dict[str, str] | None = None) -> str:
    """What a command prints; it must not fail."""
    environment = {**without_proxies(), **(env or {})}
    for name in ("CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR"):
        if name not in (env or {}):
            environment.pop(name, None)
    done = await asyncio.to_thread(
        subprocess.run, command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def variables(line: str) -> dict[str, str]:
    """The environment that a documented command line sets."""
    return dict(re.findall(r"(\w+)=(\S+)", line))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder for the stand-in's CA, where the documented commands look for it."""
    return tmp_path


@pytest_asyncio.fixture
async def meta(folder: Path) -> AsyncIterator[MockMeta]:
    """A stand-in as `pixelproof meta` starts it, for any pixel and token."""
    async with MockMeta(folder / "journal.db") as running:
        running.certificates.write_authority(folder / "ca.pem")
        yield running


async def test_curl(meta: MockMeta, folder: Path) -> None:
    """The first call is taken; the second, through the proxy, is refused for what it lacks."""
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    direct, proxied = (here(example, meta) for example in examples("curl", "sh"))
    assert '{"events_received":1,"messages":[]' in await output(["sh", "-c", direct], folder)
    assert '"error_subcode":2804050' in await output(["sh", "-c", proxied], folder)
    assert [event.accepted for event in meta.journal.events()] == [True, False]


async def test_python(meta: MockMeta, folder: Path) -> None:
    """With the attribute, and without it in the documented environment."""
    (example,), (command,) = examples("Python", "python"), examples("Python", "sh")
    assert "'events_received': 1" in await output([sys.executable, "-c", here(example, meta)], folder)
    untouched = re.sub(r"^.*FacebookSession.*\n", "", example, flags=re.MULTILINE)
    env = variables(here(command, meta))
    assert "'events_received': 1" in await output([sys.executable, "-c", untouched], folder, env)
    assert [dict(one.headers)["Host"] for one in meta.journal.requests()] == [
        f"127.0.0.1:{meta.http_port}",
        "graph.facebook.com",
    ]


async def test_node(meta: MockMeta, folder: Path, node_modules: Path) -> None:
    """With the property, and without it in the documented environment."""
    (example,), (command,) = examples("Node", "js"), examples("Node", "sh")
    modules = {"NODE_PATH": str(node_modules)}
    assert "_events_received: 1" in await output(["node", "-e", here(example, meta)], folder, modules)
    untouched = re.sub(r"^.*GRAPH.*\n", "", example, flags=re.MULTILINE)
    env = {**modules, **variables(here(command, meta))}
    assert "_events_received: 1" in await output(["node", "-e", untouched], folder, env)
    assert [dict(one.headers)["Host"] for one in meta.journal.requests()] == [
        f"127.0.0.1:{meta.http_port}",
        "graph.facebook.com",
    ]


def test_every_client_says_how_sure_it_is() -> None:
    """Each client has its section, and each section says what was tried and what was not."""
    for section in ("curl", "Python", "Node", "PHP", "Ruby", "Java", "GTM server container"):
        part = TEXT.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
        assert re.search(r"\*\*(Tried|SDK not tried here|Not tried)\b", part), section


def test_files_that_are_named_exist() -> None:
    """A test that the document names is there."""
    named = re.findall(r"`(tests/[\w./]+)`", TEXT)
    assert named
    assert [path for path in named if not os.path.exists(ROOT / path)] == []
