"""What a page is told: all that came, as it came, once it is on record; and nothing is lost on the way."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mock_meta.counting import count
from mock_meta.live.beside import Link, Switch, SwitchError
from mock_meta.server import MockMeta
from tests.mock_meta.control.remote import Remote
from tests.mock_meta.factories import capi_body, capi_event, http, request, say, status, tr_url
from tests.mock_meta.live.reader import reading

EDGE = "/v26.0/1202835294532393/events"


def folded(meta: MockMeta) -> list[set[str]]:
    """The copies of each action that Meta would count."""
    return [{copy.key for copy in entry.copies} for entry in meta.counted()]


async def test_a_page_sees_what_was_there_and_what_comes(remote: Remote) -> None:
    """The first copy before it was opened, the second one after; then both are one action."""
    await remote.pixel(ev="Lead", eid="1", **{"cd[order_id]": "7", "cd[value]": "12.5", "cd[currency]": "EUR"})
    async with reading(remote.meta.http_port) as page:
        await page.until(lambda: len(page.lines) == 1)
        (line,) = page.lines.values()
        assert (line["channel"], line["name"], line["id"], line["fate"]) == ("browser", "Lead", "1", "taken")
        assert (line["order_id"], line["value"], line["action"], line["kept"]) == ("7", "12.5 EUR", "1.0", True)
        await remote.server(event_id="1")
        await page.until(lambda: len(page.lines) == 2)
        assert page.actions == {"1.0": {"1.0", "2.0"}}
        assert page.lines["2.0"]["by"] == "event_id"


async def test_what_is_refused_comes_with_its_reason(remote: Remote) -> None:
    """With Graph's code; it is part of no action. So does a request from which no event could be read."""
    async with reading(remote.meta.http_port) as page:
        assert await remote.server(event_name=None) == 400
        assert status(await say(remote.meta.http_port, http("POST", EDGE, body=b"{"))) == 400
        await page.until(lambda: len(page.lines) == 2)
        event, nothing = page.lines.values()
        assert (event["fate"], event["code"]) == ("refused", "100/2804019")
        assert event["reason"].endswith("(100/2804019)"), event["reason"]
        assert (nothing["channel"], nothing["name"]) == ("", f"POST {EDGE}")
        assert page.actions == {}


async def test_what_meta_drops_or_keeps_in_silence_is_told_as_it_is(remote: Remote) -> None:
    """An answer is one thing, what Meta has another."""
    async with reading(remote.meta.http_port) as page:
        await remote.ask("faults", "POST", name="event_dropped_silently")
        await remote.server(event_id="1")
        await remote.ask("faults", "DELETE", name="event_dropped_silently")
        await remote.ask("faults", "POST", name="graph_timeout_after_accept", hold_s=0)
        await remote.server(event_id="2")
        await page.until(lambda: len(page.lines) == 2)
        assert [line["fate"] for line in page.lines.values()] == ["dropped", "untold"]
        assert list(page.actions) == ["2.0"]


async def test_what_nearly_folded_says_why_not(remote: Remote) -> None:
    """On the later of the two."""
    async with reading(remote.meta.http_port) as page:
        await remote.pixel(ev="Purchase", eid="a", **{"cd[order_id]": "7"})
        bought = {"value": 1, "currency": "EUR", "order_id": "7"}
        await remote.server(event_name="Purchase", event_id="b", custom_data=bought)
        await page.until(lambda: len(page.lines) == 2)
        assert "near" not in page.lines["1.0"]
        assert page.lines["2.0"]["near"] == "same order: event ids differ ('a' and 'b')"
        assert page.lines["2.0"]["near_key"] == "1.0"


async def test_a_page_that_comes_back_gets_what_it_missed_and_no_more(remote: Remote) -> None:
    """By the browser's own header, or by the parameter; what folded meanwhile is told anew."""
    await remote.pixel(ev="Lead", eid="1")
    await remote.pixel(ev="Lead", eid="2")
    async with reading(remote.meta.http_port) as page:
        await page.until(lambda: page.mark.endswith("-2"))
    await remote.server(event_id="2")
    for how in ({"after": page.mark}, {"Last-Event-ID": page.mark}):
        async with reading(remote.meta.http_port, **how) as again:
            await again.until(lambda page=again: page.mark.endswith("-3"))
            assert set(again.lines) == {"2.0", "3.0"}
            assert again.forgotten == 0


@pytest.mark.parametrize("mark", ["nonsense", "deadbeef-1", "-", "x-99999999999999999999999", "x-²"])
async def test_a_mark_of_another_record_means_nothing(remote: Remote, mark: str) -> None:
    """A page of a mock that has gone begins anew."""
    await remote.pixel()
    async with reading(remote.meta.http_port, after=mark) as page:
        await page.until(lambda: len(page.lines) == 1)
        assert page.forgotten == 1


async def test_a_reset_is_told_and_numbers_begin_again(remote: Remote) -> None:
    """What comes afterwards is not mistaken for what came before."""
    async with reading(remote.meta.http_port) as page:
        await remote.pixel(eid="1")
        await remote.pixel(eid="2")
        await page.until(lambda: len(page.lines) == 2)
        await remote.ask("reset", "POST")
        await remote.pixel(eid="3")
        await page.until(lambda: [line["id"] for line in page.lines.values()] == ["3"])
        assert page.forgotten == 2


async def test_an_import_is_shown(remote: Remote) -> None:
    """Whatever brings events into the journal."""
    await remote.pixel(eid="1")
    exported = await remote.read("export")
    await remote.ask("reset", "POST")
    async with reading(remote.meta.http_port) as page:
        await page.until(lambda: bool(page.state))
        assert (await remote.bring("import", exported))[0] == 200
        await page.until(lambda: len(page.lines) == 1)


async def test_faults_and_switches_are_told_when_they_change(remote: Remote) -> None:
    """Whoever changed them: the control API, a run, or another page."""

    class Lights:
        name = "lights"
        note = "They light."
        switches = (Switch(name="red", summary="It is red."), Switch(name="broken", summary="It never lights."))
        on: tuple[str, ...] = ()

        async def turn(self, name: str, on: bool) -> None:
            if name == "broken":
                raise SwitchError("the light is broken; mend it first")
            self.on = (name,) if on else ()

    remote.meta.beside.groups = (Lights(),)
    remote.meta.beside.site = Link(name="kiosk", url="http://127.0.0.1:1")

    def on(page_state: dict[str, list[dict[str, list[dict[str, object]]]]], group: int) -> list[object]:
        return [one["name"] for one in page_state["groups"][group]["switches"] if one["on"]]

    async with reading(remote.meta.http_port) as page:
        await page.until(lambda: bool(page.state))
        assert page.state["site"] == {"name": "kiosk", "url": "http://127.0.0.1:1"}
        assert (on(page.state, 0), on(page.state, 1)) == ([], [])
        await remote.ask("faults", "POST", name="graph_down")
        await remote.ask("live/switches", "POST", group="lights", name="red")
        await page.until(lambda: on(page.state, 0) == ["graph_down"] and on(page.state, 1) == ["red"])
        code, told = await remote.try_("live/switches", "POST", group="lights", name="broken")
        assert (code, told) == (400, {"error": "the light is broken; mend it first"})
        await remote.ask("live/switches", "DELETE", group="lights", name="red")
        await remote.ask("clock", "POST", advance_s=60)
        await page.until(lambda: on(page.state, 1) == [] and page.state["ahead_s"] == 60)
        await remote.ask("reset", "POST")
        await page.until(lambda: on(page.state, 0) == [] and page.state["ahead_s"] == 0)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"group": "lights", "name": "red"}, "there is no group of switches 'lights'; there are none"),
        ({"name": "red"}, "group must be given as a parameter of the query"),
    ],
)
async def test_a_switch_that_does_not_exist_is_one_sentence(remote: Remote, query: dict[str, str], said: str) -> None:
    """Which there are is said too."""
    assert await remote.try_("live/switches", "POST", **query) == (400, {"error": said})


async def test_a_mock_without_a_page_keeps_nothing_in_memory(remote: Remote) -> None:
    """The record is given up when the last page has left; whoever comes then gets all the same."""
    await remote.pixel()
    for _ in range(2):
        async with reading(remote.meta.http_port) as page:
            await page.until(lambda page=page: len(page.lines) == 1)
            assert remote.meta.live.record.version == 1
        async with asyncio.timeout(10):
            while remote.meta.live.is_looked_at:  # noqa: ASYNC110 - it has no word for those who wait
                await asyncio.sleep(0)
        assert remote.meta.live.record.version == 0


async def test_a_mock_that_stops_lets_its_pages_go(tmp_path: Path) -> None:
    """At once: nobody waits for a page that would stay for ever."""
    async with MockMeta(tmp_path / "journal") as meta:
        page = reading(meta.http_port)
        reader = await page.__aenter__()
        await reader.until(lambda: bool(reader.state))
        async with asyncio.timeout(5):
            await meta.stop()
        with pytest.raises(EOFError):
            await reader.until(lambda: False)
        await page.__aexit__(None, None, None)


async def test_a_thousand_events_of_one_request_come_in_pieces(remote: Remote) -> None:
    """None is left out, and no piece is so long that a page would stop drawing."""
    events = [capi_event(event_id=str(number)) for number in range(1000)]
    kind = "Content-Type: application/json"
    async with reading(remote.meta.http_port) as page:
        assert status(await say(remote.meta.http_port, http("POST", EDGE, kind, body=capi_body(*events)))) == 200
        await page.until(lambda: len(page.lines) == 1000)
        assert page.messages >= 4
        assert {line["id"] for line in page.lines.values()} == {str(number) for number in range(1000)}


async def test_long_texts_are_short_in_a_line_and_whole_in_the_entry(remote: Remote) -> None:
    """A page that lists thousands can't hold megabytes of each."""
    name = "x" * 100_000
    await remote.meta.journal.record(request(url=tr_url(ev=name, eid="1")), None)
    async with reading(remote.meta.http_port) as page:
        await page.until(lambda: len(page.lines) == 1)
        assert len(page.lines["1.0"]["name"]) < 400
    told = await remote.ask("live/entry", key="1.0")
    assert told["event"]["name"] == name
    assert told["curl"].startswith("curl ")


sent = st.lists(
    st.tuples(
        st.sampled_from(["pixel", "server", "refused"]),
        st.sampled_from(["Lead", "Contact"]),
        st.sampled_from(["1", "2", ""]),
        st.sampled_from(["", "u1", "u2"]),
    ),
    max_size=10,
)


async def test_what_a_page_shows_as_counted_is_what_is_counted(remote: Remote) -> None:
    """Whatever comes on both channels: the same actions with the same copies as counting the whole journal."""

    async def holds(calls: list[tuple[str, str, str, str]]) -> None:
        async with reading(remote.meta.http_port) as page:
            for kind, name, identity, person in calls:
                if kind == "pixel":
                    await remote.pixel(ev=name, eid=identity, **({"ud[external_id]": person} if person else {}))
                else:
                    data = {"external_id": person} if person else {"em": "0" * 64}
                    wrong = {"action_source": "nowhere"} if kind == "refused" else {}
                    await remote.server(event_name=name, event_id=identity or None, user_data=data, **wrong)
            await page.until(lambda: len(page.lines) == len(calls))
            assert sorted(map(sorted, page.actions.values())) == sorted(map(sorted, folded(remote.meta)))
            assert len(page.actions) == len(count(remote.meta.journal.events(), remote.meta.settings.counting))
        remote.meta.reset()

    @settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
    @given(sent)
    def drawn(calls: list[tuple[str, str, str, str]]) -> None:
        examples.append(calls)

    examples: list[list[tuple[str, str, str, str]]] = []
    await asyncio.to_thread(drawn)
    for calls in examples:
        await holds(calls)
