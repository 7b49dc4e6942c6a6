"""The shop as a process: started as ``site.toml`` says, killed, and started wrongly."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import sqlite3
import subprocess
import sys
import tomllib
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest

import fixture_site
from fixture_site.__main__ import chosen, main
from fixture_site.bug import BUGS
from tests.fixture_site.support import OK, PATIENCE_S, Graph, Shopper, free_port

SITE = tomllib.loads((Path(fixture_site.__file__).parent / "site.toml").read_text())
FILLED = {
    "python": sys.executable,
    "base_url": "https://shop.example",
    "bank_url": "https://bank.example",
    "token": "token",
    "pixel_base": "",
    "bugs": "",
}


def command(**values: object) -> list[str]:
    """The start command of ``site.toml``, with its gaps filled."""
    known = {"port": free_port(), "bank_port": free_port(), **FILLED, **values}
    words = list(SITE["start"]["command"])
    for key, value in known.items():
        words = [word.replace(f"{{{key}}}", str(value)) for word in words]
    assert not [word for word in words if "{" in word]
    return words


@contextlib.asynccontextmanager
async def started(**values: object) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(*command(**values))
    try:
        await healthy(int(str(values["port"])))
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def healthy(port: int) -> None:
    async with asyncio.timeout(PATIENCE_S), aiohttp.ClientSession() as http:
        while True:
            with contextlib.suppress(aiohttp.ClientError):
                async with http.get(f"http://127.0.0.1:{port}{SITE['start']['ready']}") as answer:
                    if answer.status == 200:
                        return
            await asyncio.sleep(0.02)


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, capture_output=True, text=True, timeout=PATIENCE_S, check=False)


async def test_a_killed_process_goes_on_where_it_was(tmp_path: Path, graph: Graph) -> None:
    """What waits in the outbox when the process is killed is sent by the next one, with the same id and time."""
    graph.always = (503, "down")
    port, base = free_port(), "http://127.0.0.1"
    place: dict[str, Any] = {"port": port, "data": tmp_path, "graph": graph.url, "base_url": f"{base}:{port}"}
    async with started(**place) as process, aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        settings = SimpleNamespace(base_url=f"{base}:{port}")
        shopper = Shopper(http, SimpleNamespace(settings=settings))  # type: ignore[arg-type]
        await shopper.arrive()
        await shopper.buy()
        await graph.until(7)
        process.kill()
        await process.wait()
    before = {event["event_id"]: event["event_time"] for event in graph.tries}
    db = sqlite3.connect(tmp_path / "shop.sqlite3")
    waiting = {row[0] for row in db.execute("SELECT event_id FROM outbox WHERE state = 'waiting'")}
    db.close()
    assert any(name.startswith("purchase.") for name in waiting)
    graph.tries.clear()
    graph.always = OK
    async with started(**place), aiohttp.ClientSession() as http:
        async with http.post(f"{base}:{port}/_control/drain"):
            pass
        async with http.get(f"{base}:{port}/api/orders") as answer:
            assert [order["status"] for order in await answer.json()] == ["paid"]
    assert {event["event_id"] for event in graph.tries} == waiting
    assert all(before.get(event["event_id"], event["event_time"]) == event["event_time"] for event in graph.tries)


async def test_behind_a_proxy_with_tls(tmp_path: Path, graph: Graph) -> None:
    """Cookies are secure, and addresses are the public ones; a plain stop ends with 0."""
    port = free_port()
    async with started(port=port, data=tmp_path, graph=graph.url) as process, aiohttp.ClientSession() as http:
        headers = {"Host": "shop.example", "Cookie": "consent=granted"}
        async with http.get(f"http://127.0.0.1:{port}/?fbclid=x", headers=headers) as answer:
            cookies = answer.headers.getall("Set-Cookie")
        async with http.post(f"http://127.0.0.1:{port}/_control/drain"):
            pass
        process.terminate()
        assert await asyncio.wait_for(process.wait(), PATIENCE_S) == 0
    assert all("Secure" in cookie for cookie in cookies)
    assert [cookie.split("=")[0] for cookie in cookies] == ["session", "_fbp", "_fbc"]
    assert all("Domain=shop.example" in cookie for cookie in cookies[1:])
    [view] = graph.tries
    assert view["event_source_url"] == "https://shop.example/?fbclid=x"
    assert view["user_data"]["fbp"].startswith("fb.1.")
    assert view["user_data"]["fbc"].endswith(".x")


def test_the_list_of_bugs() -> None:
    """``--list-bugs`` prints what a harness needs to know of each bug."""
    words = [word.replace("{python}", sys.executable) for word in SITE["start"]["bugs"]]
    listed = json.loads(run(*words).stdout)
    assert [bug["name"] for bug in listed] == list(BUGS)
    assert all(set(bug) == {"name", "summary", "doc", "family", "severity", "source", "imitates"} for bug in listed)


def given_up(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What the shop says when it ends with 2."""
    with pytest.raises(SystemExit) as end:
        main(list(words))
    assert end.value.code == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    return said


def test_an_unknown_bug_is_told_in_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The shop doesn't open, and says why."""
    words = command(data=tmp_path, graph="http://127.0.0.1:9", bugs="thank_you_reload,moths")
    said = given_up(capsys, *words[3:])
    assert said == "fixture_site: there is no bug named 'moths'; --list-bugs names them all.\n"


def test_bugs_are_taken_in_both_spellings() -> None:
    """A list with commas, perhaps empty, and an option for each, may be mixed."""
    assert [bug.name for bug in chosen(["value_in_cents", *[" thank_you_reload", ""]])] == [
        "value_in_cents",
        "thank_you_reload",
    ]
    assert chosen([""]) == []


def test_a_taken_port_is_told_in_one_sentence(tmp_path: Path) -> None:
    """The shop doesn't open on a port that another process has."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = run(*command(data=tmp_path, graph="http://127.0.0.1:9", port=taken.getsockname()[1]))
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "in use" in done.stderr


@pytest.mark.parametrize("words", [[], ["--port", "much"], ["--nonsense"]])
def test_bad_arguments_are_told_in_one_sentence(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Missing, wrong and unknown arguments end with 2."""
    assert given_up(capsys, *words).startswith("fixture_site: ")
