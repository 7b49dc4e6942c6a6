"""What a mock says of itself, and its journal on the way out and in over the control API."""

from __future__ import annotations

import json
from pathlib import Path

import aiohttp
import pytest

from mock_meta.control import NOUNS
from mock_meta.export import from_jsonl
from mock_meta.server import MockMeta
from tests.mock_meta.control.remote import Remote, assert_one_sentence
from tests.mock_meta.factories import request, say, status


async def test_about_says_which_mock_this_is(remote: Remote) -> None:
    """Addresses, journal, settings, and what is armed."""
    await remote.ask("faults", "POST", name="graph_slow", slow_s=0)
    told = await remote.ask("about")
    assert told["addresses"]["http"] == f"http://127.0.0.1:{remote.meta.http_port}"
    assert told["addresses"]["proxy"] == f"http://127.0.0.1:{remote.meta.proxy_port}"
    assert (told["slot"], told["requests"], told["faults"]) == (0, 0, ["graph_slow"])
    assert told["journal"] == str(remote.meta.journal.path)
    assert set(told["settings"]) == {"graph", "pixel", "counting", "faults"}
    assert told["settings"]["counting"]["window_s"] == 172800


async def test_all_comes_in_pages(remote: Remote) -> None:
    """After a number, so many requests, with their events; the next page begins after the last number."""
    for number in range(5):
        await remote.pixel(eid=str(number))
    first = await remote.ask("all", limit=2)
    assert [one["seq"] for one in first["requests"]] == [1, 2]
    assert [one["event_id"] for one in first["events"]] == ["0", "1"]
    rest = await remote.ask("all", since=2)
    assert [one["seq"] for one in rest["requests"]] == [3, 4, 5]
    assert await remote.ask("all", since=5, limit=2) == {"requests": [], "events": []}


async def test_a_host_is_blocked_and_let_through(remote: Remote) -> None:
    """At the proxy, on its own network so to speak; the refusal says by whom."""
    ask = b"GET http://graph.facebook.com/v26.0/me HTTP/1.1\r\nHost: graph.facebook.com\r\n\r\n"
    await remote.ask("block", "POST", host="Graph.Facebook.com")
    assert status(await say(remote.meta.proxy_port, ask)) == 403
    assert [one["by"] for one in await remote.ask("refusals")] == ["blocker"]
    await remote.ask("block", "DELETE", host="graph.facebook.com")
    assert status(await say(remote.meta.proxy_port, ask)) == 400


async def test_a_journal_goes_from_one_mock_to_another(remote: Remote, tmp_path: Path) -> None:
    """What one exports the other imports, and it answers the same then."""
    await remote.pixel(eid="1")
    await remote.server(event_id="1")
    exported = await remote.read("export", format="jsonl")
    assert list(from_jsonl(exported.splitlines(), "export")) == list(remote.meta.journal.entries())
    async with (
        MockMeta(tmp_path / "other") as meta,
        aiohttp.ClientSession(f"http://127.0.0.1:{meta.http_port}") as session,
    ):
        other = Remote(meta, session)
        assert await other.bring("import", exported) == (200, {"requests": 2})
        assert await other.ask("all") == await remote.ask("all")
        code, told = await other.bring("import", exported)
        assert code == 400
        assert_one_sentence(told)
        assert "already holds 2 requests" in told["error"]


async def test_an_export_in_another_form_and_without_personal_data(remote: Remote) -> None:
    """HAR for developer tools; scrubbed if asked, and an import of it counts the same."""
    await remote.server(event_id="1", user_data={"external_id": "jane@x.example"})
    await remote.pixel(ev="Lead", eid="1", **{"ud[external_id]": "jane@x.example"})
    archive = json.loads(await remote.read("export", format="har"))["log"]["entries"]
    assert [entry["_events"][0]["event_id"] for entry in archive] == ["1", "1"]
    scrubbed = await remote.read("export", scrub="1")
    assert b"jane@x.example" in await remote.read("export")
    assert b"jane" not in scrubbed
    before = [len(one["folded"]) for one in await remote.ask("counted")]
    await remote.ask("reset", "POST")
    assert (await remote.bring("import", scrubbed))[0] == 200
    assert [len(one["folded"]) for one in await remote.ask("counted")] == before == [1]


async def test_an_export_in_no_known_form(remote: Remote) -> None:
    """The known ones are named."""
    code, told = await remote.try_("export", format="xml")
    assert (code, told) == (400, {"error": "format must be jsonl or har, not 'xml'"})


async def test_an_import_is_all_or_nothing(remote: Remote) -> None:
    """A wrong line is named, and those before it are not taken."""
    await remote.pixel()
    exported = await remote.read("export")
    await remote.ask("reset", "POST")
    code, told = await remote.bring("import", exported + b"nonsense\n")
    assert code == 400
    assert_one_sentence(told)
    assert told["error"].startswith("the body:2: this is no entry of a journal: ")
    assert len(remote.meta.journal) == 0


async def test_an_export_that_nobody_reads_to_its_end_harms_nobody(remote: Remote) -> None:
    """A client that leaves in the middle leaves the mock as it was."""
    for _ in range(8):
        await remote.meta.journal.record(request(body=bytes(1_000_000)))
    async with aiohttp.ClientSession(f"http://127.0.0.1:{remote.meta.http_port}") as session:
        answer = await session.get("/mock/export")
        await answer.content.readexactly(1000)
        answer.close()
    assert len(await remote.read("export")) > 8_000_000


@pytest.mark.parametrize(("method", "noun"), sorted(NOUNS))
async def test_a_parameter_that_does_not_exist_is_refused(remote: Remote, method: str, noun: str) -> None:
    """In one sentence that says which there are; and nothing is done."""
    await remote.pixel()
    code, told = await remote.try_(noun, method, evnt="Lead")
    assert code == 400
    assert_one_sentence(told)
    assert told["error"].startswith(f"{method} /mock/{noun} takes no parameter 'evnt'; it takes ")
    assert len(remote.meta.journal) == 1


@pytest.mark.parametrize(
    ("method", "noun"), [("POST", "block"), ("DELETE", "block"), ("DELETE", "faults"), ("POST", "clock")]
)
async def test_a_parameter_that_is_missing_is_asked_for(remote: Remote, method: str, noun: str) -> None:
    """By its name."""
    code, told = await remote.try_(noun, method)
    assert code == 400
    assert_one_sentence(told)
    assert NOUNS[method, noun].takes[0] in told["error"]
