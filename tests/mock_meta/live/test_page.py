"""The page as it is served: closed to the outside, and to other pages."""

from __future__ import annotations

import base64
import hashlib
import re

import aiohttp
import pytest

from tests.mock_meta.control.remote import Remote


async def served(remote: Remote) -> tuple[str, aiohttp.typedefs.LooseHeaders]:
    async with remote.session.get("/mock/live") as answer:
        assert (answer.status, answer.content_type) == (200, "text/html")
        return await answer.text(), answer.headers


async def test_nothing_but_its_own_script_and_style_may_act(remote: Remote) -> None:
    """By their hashes; nothing is fetched from elsewhere, no frame may hold it, and no markup is made of text."""
    text, headers = await served(remote)
    policy = headers["Content-Security-Policy"]  # type: ignore[index, call-overload]
    for kind in ("script", "style"):
        (own,) = re.findall(rf"<{kind}>(.*?)</{kind}>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(own.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    for word in ("default-src 'none'", "connect-src 'self'", "frame-ancestors 'none'", "require-trusted-types-for"):
        assert word in policy
    assert "unsafe" not in policy


async def test_it_asks_nothing_of_other_hosts_and_has_no_handlers_in_its_markup(remote: Remote) -> None:
    """Every address in it is its own."""
    text, _ = await served(remote)
    markup = re.sub(r"<(script|style)>.*?</\1>", "", text, flags=re.DOTALL)
    assert not re.search(r"\son\w+=|\sstyle=", markup)
    assert {url[:6] for url in re.findall(r'(?:href|src)="([^"]*)"', markup)} == {"data:,", "#list", "/mock/"}
    assert "http" not in markup
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function", text)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_no_other_page_can_change_anything(remote: Remote, headers: dict[str, str]) -> None:
    """A browser says for whom it asks; whatever the noun, nothing is done."""
    await remote.pixel()
    for method, noun in (("POST", "reset"), ("POST", "faults?name=graph_down"), ("DELETE", "faults?name=x")):
        async with remote.session.request(method, f"/mock/{noun}", headers=headers) as answer:
            assert answer.status == 403
            assert "another web page" in (await answer.json())["error"]
    assert len(remote.meta.journal) == 1
    assert remote.meta.faults == {}


async def test_its_own_page_and_programs_can(remote: Remote) -> None:
    """Under either name of loopback."""
    port = remote.meta.http_port
    own: list[dict[str, str]] = [
        {},
        {"Origin": f"http://127.0.0.1:{port}", "Sec-Fetch-Site": "same-origin"},
        {"Origin": f"http://localhost:{port}", "Host": f"localhost:{port}"},
    ]
    for headers in own:
        async with remote.session.post("/mock/faults?name=graph_down", headers=headers) as answer:
            assert answer.status == 200


async def test_an_entry_that_is_not_there_is_one_sentence(remote: Remote) -> None:
    """However its key is made up."""
    await remote.pixel()
    for key in ("2.0", "1.1", "1", "x", "-1", "9" * 30, "²", "1.0.0"):
        code, told = await remote.try_("live/entry", key=key)
        assert (code, told) == (400, {"error": f"nothing on record has the key '{key}'; a reset forgets what was"})
