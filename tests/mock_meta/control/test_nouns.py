"""The control API, noun by noun."""

from __future__ import annotations

import asyncio

import pytest

from tests.mock_meta.control.remote import Remote, assert_one_sentence
from tests.mock_meta.factories import content, http, say, status


async def test_all_good_and_bad(remote: Remote) -> None:
    """Everything; the accepted events; the refused requests beside their events and errors."""
    await remote.pixel(eid="1")
    assert await remote.server(event_name=None) == 400
    told = await remote.ask("all")
    assert [one["seq"] for one in told["requests"]] == [1, 2]
    assert [one["channel"] for one in told["events"]] == ["browser", "server"]
    assert [one["event_id"] for one in await remote.ask("good")] == ["1"]
    bad = await remote.ask("bad")
    assert [one["seq"] for one in bad["requests"]] == [2]
    assert [one["answer"]["error"]["code"] for one in bad["events"]] == [100]


async def test_counted(remote: Remote) -> None:
    """What Meta would count: a pair is one, with the copy that was folded."""
    await remote.pixel(ev="Lead", eid="1")
    await remote.server(event_id="1")
    (one,) = await remote.ask("counted")
    assert one["kept"]["channel"] == "browser"
    assert [fold["by"] for fold in one["folded"]] == ["event_id"]


async def test_counted_says_what_nearly_folded(remote: Remote) -> None:
    """With each later entry: what agrees, and what differs in which field."""
    await remote.pixel(ev="Lead", eid="1")
    await remote.server(event_id="1", event_name="lead")
    first, second = await remote.ask("counted")
    assert first["near_misses"] == []
    (miss,) = second["near_misses"]
    assert (miss["earlier"], miss["same"]) == (first["kept"]["key"], ["id"])
    assert [(one["field"], one["earlier"], one["later"]) for one in miss["differences"]] == [("name", "Lead", "lead")]


async def test_refusals(remote: Remote) -> None:
    """Whom the proxy refused, and why."""
    await say(remote.meta.proxy_port, b"CONNECT evil.example:443 HTTP/1.1\r\n\r\n")
    (one,) = await remote.ask("refusals")
    assert (one["host"], one["port"], one["reason"]) == ("evil.example", 443, "not a host of this run")


async def test_reset(remote: Remote) -> None:
    """Afterwards there is nothing."""
    await remote.pixel()
    assert await remote.ask("reset", "POST") == {"ok": True}
    assert await remote.ask("all") == {"requests": [], "events": []}


async def test_clock(remote: Remote) -> None:
    """It is read, and moved forward only."""
    before = await remote.ask("clock")
    after = await remote.ask("clock", "POST", advance_s=3600.5)
    assert (before["offset_s"], after["offset_s"]) == (0, 3600.5)
    assert after["now"] >= before["now"] + 3600.5


@pytest.mark.parametrize("advance_s", [-1, "nan", "inf", "soon", ""])
async def test_a_clock_that_cannot_go_there(remote: Remote, advance_s: object) -> None:
    """One sentence, and the clock as before."""
    code, told = await remote.try_("clock", "POST", advance_s=advance_s)
    assert code == 400
    assert_one_sentence(told)
    assert remote.meta.clock.offset_s == 0


async def test_faults_are_armed_and_lifted(remote: Remote) -> None:
    """The list says what is armed and what there is."""
    told = await remote.ask("faults")
    assert told["armed"] == []
    assert told["known"]["graph_down"].endswith(".")
    assert (await remote.ask("faults", "POST", name="graph_down"))["armed"] == ["graph_down"]
    assert await remote.server() == 500
    assert (await remote.ask("faults", "DELETE", name="graph_down"))["armed"] == []
    assert await remote.server() == 200


async def test_a_fault_is_armed_as_strong_as_asked(remote: Remote) -> None:
    """Its settings are further parameters, for this arming only."""
    await remote.ask("faults", "POST", name="graph_fails_twice_then_recovers", failures=1)
    assert [await remote.server() for _ in range(2)] == [500, 200]
    await remote.ask("faults", "POST", name="graph_fails_twice_then_recovers")
    assert [await remote.server() for _ in range(3)] == [500, 500, 200]


@pytest.mark.parametrize(
    "strength", [{"slow_s": "soon"}, {"slow_s": -1}, {"speed": 1}, {"limit": "none"}, {"refusal": "rude"}]
)
async def test_a_strength_that_makes_no_sense(remote: Remote, strength: dict[str, object]) -> None:
    """One sentence that names the setting, and nothing is armed."""
    code, told = await remote.try_("faults", "POST", name="graph_slow", **strength)
    assert code == 400
    assert_one_sentence(told)
    assert next(iter(strength)) in told["error"]
    assert remote.meta.faults == {}


async def test_an_unknown_fault(remote: Remote) -> None:
    """The known ones are named."""
    code, told = await remote.try_("faults", "POST", name="locusts")
    assert code == 400
    assert_one_sentence(told)
    assert "graph_down" in told["error"]
    assert "locusts" in told["error"]


async def test_wait_answers_when_enough_is_there(remote: Remote) -> None:
    """Events of other names, of the other channel, and refused ones don't count."""
    waiting = asyncio.create_task(remote.ask("wait", count=2, event="Lead", channel="server", timeout_s=10))
    await remote.server(event_id="1")
    await remote.pixel(ev="Lead")
    await remote.server(event_name="Contact")
    await remote.server(user_data={"ct": "x"})
    assert not waiting.done()
    await remote.server(event_id="2")
    told = await waiting
    assert told["satisfied"]
    assert [one["event_id"] for one in told["events"]] == ["1", "2"]


async def test_wait_begins_anew_when_all_is_forgotten(remote: Remote) -> None:
    """What came before does not count, and what comes then does, though its numbers begin anew."""
    for event_id in ("1", "2"):
        await remote.server(event_id=event_id)
    waiting = asyncio.create_task(remote.ask("wait", count=3, timeout_s=10))
    await remote.server(event_name="Lead", event_id="3", user_data={"ct": "x"})
    await remote.ask("reset", "POST")
    for event_id in ("4", "5"):
        await remote.server(event_id=event_id)
    assert not waiting.done()
    await remote.server(event_id="6")
    told = await waiting
    assert [one["event_id"] for one in told["events"]] == ["4", "5", "6"]


async def test_wait_answers_at_once_if_it_can(remote: Remote) -> None:
    """What is there already is not waited for, and a limit of none is a question."""
    await remote.pixel()
    assert (await remote.ask("wait"))["satisfied"]
    told = await remote.ask("wait", count=2, timeout_s=0)
    assert (told["satisfied"], len(told["events"])) == (False, 1)


@pytest.mark.parametrize(
    "query",
    [{"count": "many"}, {"count": "nan"}, {"timeout_s": "inf"}, {"channel": "pigeon"}],
)
async def test_a_wait_that_makes_no_sense(remote: Remote, query: dict[str, str]) -> None:
    """One sentence that names the parameter."""
    code, told = await remote.try_("wait", **query)
    assert code == 400
    assert_one_sentence(told)
    assert next(iter(query)) in told["error"]


@pytest.mark.parametrize(
    ("noun", "query"), [("wait", {"count": 10**400}), ("all", {"since": 2**63}), ("all", {"limit": 2**70})]
)
async def test_a_number_beyond_counting(remote: Remote, noun: str, query: dict[str, int]) -> None:
    """It is refused in one sentence, as any other that makes no sense."""
    code, told = await remote.try_(noun, **query)
    assert code == 400
    assert_one_sentence(told)


@pytest.mark.parametrize(("method", "noun"), [("GET", "nothing"), ("GET", ""), ("DELETE", "all"), ("GET", "reset")])
async def test_unknown_nouns_and_verbs(remote: Remote, method: str, noun: str) -> None:
    """The answer lists what there is."""
    code, told = await remote.try_(noun, method)
    assert code == 404
    assert "POST /mock/reset" in told["error"]


async def test_control_leaves_no_trace(remote: Remote) -> None:
    """Looking doesn't change what is seen, nor does a caller who waits count as traffic."""
    waiting = asyncio.create_task(remote.ask("wait", timeout_s=0.3))
    await remote.ask("all")
    assert remote.meta.activity.in_flight == 0
    assert len(remote.meta.journal) == 0
    assert not (await waiting)["satisfied"]


async def test_metas_hosts_have_no_control_api(remote: Remote) -> None:
    """A page under test that asks Meta's host for it gets what Meta would say."""
    answer = await say(remote.meta.http_port, http("POST", "/mock/reset", host="graph.facebook.com"))
    assert status(answer) == 400
    assert b"OAuthException" in content(answer) or b"Graph" in content(answer)
    assert len(remote.meta.journal) == 1
