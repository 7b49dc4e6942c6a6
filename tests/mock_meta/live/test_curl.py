"""A request as a command: a real shell and a real curl send it again as it came, whatever is in it."""

from __future__ import annotations

import shlex
import shutil
import string
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mock_meta.event import Request
from mock_meta.live.curl import curl_command, quoted
from mock_meta.server import MetaSettings
from tests.mock_meta.command import LIMIT_S, environment
from tests.mock_meta.factories import http, request, tr_url
from tests.mock_meta.running import Running

needs_curl = pytest.mark.skipif(
    not (shutil.which("curl") and shutil.which("bash") and shutil.which("base64")), reason="curl or bash is not here"
)
OF_A_CONNECTION = ("connection", "content-length")

HARM = "'; touch harm; echo \"$(touch harm)`touch harm`$HOME!! \\ \\' %s %n"
BODIES = (
    b"",
    b"a=1&b=2",
    HARM.encode(),
    b"@/etc/hostname",
    b"-o harm",
    b"\x00\xff\x1b[31m",
    "line one\nline two\r\n\ttabbed \u202e reversed \u200b".encode(),
    b"BODY\nBODY\n",
    bytes(range(256)) * 8,
    b"x" * 1_000_000,
)
TARGETS = (
    tr_url(eid="it's"),
    "/tr/?id=1&ev=A&cd[value]={1,2}&x[]=[1-3]",
    "/tr/?id=1&ev=A&q=$(touch%20harm)`id`'\"",
    "/a/../b/./c?x=#fragment",
    "/v26.0/1/events?access_token=%00%0a",
    "//double/slash",
)


@pytest.fixture(scope="module")
def meta(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    running = Running(tmp_path_factory.mktemp("curl") / "journal.sqlite", MetaSettings())
    yield running
    running.stop()


def repeated(meta: Running, raw: bytes, folder: Path) -> tuple[Request, Request]:
    """A request as it was recorded, and as it was when its command had sent it again."""
    _, (*_, first) = meta.talk(raw, whole=True)
    command = curl_command(first.request, f"http://127.0.0.1:{meta.meta.http_port}")
    before = len(meta.journal)
    done = subprocess.run(
        ["bash"],
        input=command.encode(),
        cwd=folder,
        env=environment(),
        capture_output=True,
        timeout=LIMIT_S,
        check=False,
    )
    assert done.stderr == b""
    assert list(folder.iterdir()) == []
    (again,) = (entry.request for entry in meta.journal.entries(before))
    return first.request, again


def told(request: Request) -> tuple[str, str, bytes, list[tuple[str, str]]]:
    """What must be the same: names of headers in any spelling and order."""
    headers = sorted((n.lower(), v) for n, v in request.headers if n.lower() not in OF_A_CONNECTION)
    return request.method, request.url, request.body, headers


@needs_curl
@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
def test_bodies_come_again_to_the_byte(meta: Running, tmp_path: Path, body: bytes) -> None:
    """Text as an argument, what is no text or too long for one through a pipe."""
    kind = "Content-Type: text/plain"
    first, again = repeated(meta, http("POST", "/tr/", kind, body=body), tmp_path)
    assert told(again) == told(first)


@needs_curl
@pytest.mark.parametrize("target", TARGETS)
def test_addresses_come_again_as_they_were(meta: Running, tmp_path: Path, target: str) -> None:
    """Brackets, dots, signs of the shell and fragments mean nothing to it."""
    first, again = repeated(meta, http("GET", target, "X-Empty:", f"X-Harm: {HARM}", "User-Agent: é"), tmp_path)
    assert told(again) == told(first)
    assert first.url == target


@needs_curl
def test_methods_and_hosts_come_again(meta: Running, tmp_path: Path) -> None:
    """Whatever the method; and under the host by which Meta was meant."""
    for method in ("GET", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH"):
        raw = http(method, "/v26.0/me?access_token=t", host="graph.facebook.com")
        first, again = repeated(meta, raw, tmp_path)
        assert told(again) == told(first)
        assert ("Host", "graph.facebook.com") in again.headers


signs = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=30)
values = st.text(st.sampled_from(string.printable[:95] + "ü€\u202e"), max_size=30).map(str.strip)


@needs_curl
def test_anything_comes_again(meta: Running, tmp_path: Path) -> None:
    """Any address of printable signs, any header, any bytes."""

    @settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
    @given(
        signs,
        values,
        st.one_of(st.binary(max_size=200), st.text(max_size=60).map(lambda t: t.encode("utf-8", "replace"))),
    )
    def holds(query: str, value: str, body: bytes) -> None:
        raw = http("POST", f"/tr/?{query}", "X-Any: ", body=body).replace(b"X-Any: ", b"X-Any: " + value.encode())
        first, again = repeated(meta, raw, tmp_path)
        assert told(again) == told(first)

    holds()


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_quoted_word_shows_all_that_it_holds(text: str) -> None:
    """Nothing in it acts on a terminal or hides; plain text is quoted as Python's own library does."""
    word = quoted(text)
    assert all(sign.isprintable() or sign in "\n\t" for sign in word)
    if word.startswith("$'"):
        assert not text.isprintable()
    else:
        assert shlex.split(word) == [text]


def test_bytes_that_were_no_request_have_no_command() -> None:
    """There is nothing that curl could send."""
    assert curl_command(request(method="", url=""), "http://127.0.0.1:1") == ""
    assert curl_command(request(method="G ET"), "http://127.0.0.1:1") == ""
