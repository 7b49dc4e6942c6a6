"""What becomes of Meta's own outcome when it misbehaves: on values, and over real sockets."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from mock_meta.event import Answer, Channel
from mock_meta.faults import CUT, FaultSettings, Misdeed, faults
from mock_meta.misdeed import carried_out, together
from mock_meta.server import MetaSettings, MockMeta
from mock_meta.wire.outcome import Outcome, Part
from tests.mock_meta.factories import (
    PATIENCE_S,
    PIXEL,
    REFUSED,
    capi_body,
    capi_event,
    content,
    http,
    say,
    server,
    status,
    tr_url,
)

HOLD_S = 0.2
CONFIG_HOST = "connect.facebook.net"
EDGE = f"/v26.0/{PIXEL}/events"
JSON = "Content-Type: application/json"
GOOD, BAD = server(), server(answer=REFUSED)
BUSY = Answer(status=503)
OWN = Outcome(answer=Answer(status=200), read=lambda: (GOOD, BAD))


@pytest.fixture
async def meta(tmp_path: Path) -> AsyncIterator[MockMeta]:
    settings = MetaSettings(faults=FaultSettings(slow_s=HOLD_S, hold_s=HOLD_S))
    async with MockMeta(tmp_path / "journal", settings=settings) as meta:
        yield meta


async def send(meta: MockMeta, **changes: object) -> bytes:
    """The answer to one server event."""
    return await say(meta.http_port, http("POST", EDGE, JSON, body=capi_body(capi_event(**changes))))


def test_no_misdeed_changes_nothing() -> None:
    """Without a fault Meta's work stands."""
    assert together([]) == together([None, None]) == Misdeed()
    assert carried_out(Misdeed(), OWN) == OWN


def test_misdeeds_add_up() -> None:
    """Every delay, and kept only by all, up to the first answer; the faults behind it never see the call."""
    in_turn = iter(
        [Misdeed(hold_s=1.0), None, Misdeed(keeps=False), Misdeed(answer=CUT, hold_s=0.5), Misdeed(hold_s=9)]
    )
    assert together(in_turn) == Misdeed(answer=CUT, keeps=False, hold_s=1.5)
    assert next(in_turn).hold_s == 9
    assert together([Misdeed(answer=BUSY, keeps=False), Misdeed(answer=CUT)]) == Misdeed(answer=BUSY, keeps=False)


@pytest.mark.parametrize(
    ("misdeed", "told", "taken", "refused"),
    [
        (Misdeed(answer=BUSY, keeps=False), [503, 503], [False, False], [True, True]),
        (Misdeed(answer=CUT), [0, 0], [True, False], [False, True]),
        (Misdeed(keeps=False), [200, 400], [False, False], [False, True]),
        (Misdeed(hold_s=1.0), [200, 400], [True, False], [False, True]),
    ],
    ids=["refused", "lost on its way", "dropped silently", "slow"],
)
def test_the_record_tells_what_was_said_and_what_was_done(
    misdeed: Misdeed, told: list[int], taken: list[bool], refused: list[bool]
) -> None:
    """An event that Meta would have refused anyway is never taken, whatever the client hears."""
    events = carried_out(misdeed, OWN).events
    assert [event.answer.status for event in events] == told
    assert [event.accepted for event in events] == taken
    assert [event.refused for event in events] == refused


def test_a_batch_that_is_answered_otherwise_keeps_its_events() -> None:
    """They are filed under the whole; where only the events' fate changes, the parts stay."""
    batch = Outcome(answer=Answer(status=200), parts=(Part(method="POST", url=EDGE, outcome=OWN),))
    assert [event.accepted for event in carried_out(Misdeed(answer=CUT), batch).events] == [True, False]
    (part,) = carried_out(Misdeed(keeps=False), batch).parts
    assert [event.accepted for event in part.outcome.events] == [False, False]


async def test_an_event_is_taken_though_its_sender_never_hears_of_it(meta: MockMeta) -> None:
    """It is on record before the wait, counts, and folds with its repetition; the record says that nobody was told."""
    meta.arm(faults()["graph_timeout_after_accept"])
    began = time.monotonic()
    waiting = asyncio.create_task(send(meta))
    assert await meta.journal.wait_until(lambda: len(meta.journal) == 1, HOLD_S / 2)
    assert await waiting == b""
    assert time.monotonic() - began >= HOLD_S
    meta.disarm("graph_timeout_after_accept")
    assert status(await send(meta)) == 200
    first, again = meta.journal.events()
    assert (first.answer.status, first.taken, first.accepted) == (0, True, True)
    assert (again.answer.status, again.taken) == (200, None)
    (one,) = meta.counted()
    assert len(one.copies) == 2


async def test_an_event_is_dropped_though_its_sender_heard_otherwise(meta: MockMeta) -> None:
    """The answer is Meta's usual one; nothing is counted, and the journal knows, also when it is read again."""
    meta.arm(faults()["event_dropped_silently"])
    assert json.loads(content(await send(meta)))["events_received"] == 1
    (event,) = meta.journal.events()
    assert (event.answer.status, event.accepted, event.refused) == (200, False, False)
    assert meta.counted() == ()
    assert msgspec.json.decode(msgspec.json.encode(event), type=type(event)) == event


async def test_a_slow_answer_comes_whole(meta: MockMeta) -> None:
    """After the stated time, and not a moment before."""
    meta.arm(faults()["graph_slow"])
    began = time.monotonic()
    assert status(await send(meta)) == 200
    assert time.monotonic() - began >= HOLD_S
    assert meta.journal.events()[0].accepted


async def test_a_reset_takes_nothing(meta: MockMeta, caplog: pytest.LogCaptureFixture) -> None:
    """The client hears nothing, the event is on record as refused, and nobody is troubled in the log."""
    meta.arm(faults()["graph_reset"])
    assert await send(meta) == b""
    assert [event.refused for event in meta.journal.events()] == [True]
    assert not caplog.records


async def test_faults_work_together(meta: MockMeta) -> None:
    """A slow API that fails twice: late refusals, then late answers."""
    for name in ("graph_slow", "graph_fails_twice_then_recovers"):
        meta.arm(faults()[name])
    began = time.monotonic()
    assert [status(await send(meta)) for _ in range(3)] == [500, 500, 200]
    assert time.monotonic() - began >= 3 * HOLD_S
    assert [event.accepted for event in meta.journal.events()] == [False, False, True]


@pytest.mark.parametrize(
    ("name", "answers"),
    [
        ("script_missing", [404, 200, 200]),
        ("script_slow", [200, 200, 200]),
        ("config_missing", [200, 404, 200]),
        ("config_hung", [200, 0, 200]),
    ],
)
async def test_faults_of_the_script_host(meta: MockMeta, name: str, answers: list[int]) -> None:
    """Script, configuration and event: only the one that is meant suffers, and server events go through."""
    meta.arm(faults()[name])
    paths = ("/en_US/fbevents.js", f"/signals/config/{PIXEL}", tr_url())
    assert [status(await say(meta.http_port, http("GET", path))) for path in paths] == answers
    assert [request.answer.status for request in meta.journal.requests()] == answers
    assert status(await send(meta)) == 200
    assert [event.channel for event in meta.journal.events()] == [Channel.BROWSER, Channel.SERVER]


async def test_a_skewed_clock_stamps_and_judges(meta: MockMeta) -> None:
    """Receipts are stamped by Meta's own clock, which finds an event of now too old when it is eight days ahead."""
    meta.arm(faults()["clock_skew"], {"skew_s": "691200"})
    assert status(await send(meta)) == 400
    assert status(await say(meta.http_port, http("GET", tr_url()))) == 200
    for one in meta.journal.requests():
        assert one.received_at == pytest.approx(meta.clock.now() + 8 * 86400, abs=PATIENCE_S)
    assert meta.journal.events()[0].answer.error is not None


async def test_a_page_that_may_not_send_is_told_in_its_configuration(meta: MockMeta) -> None:
    """The page is known by the request's referrer; an address that can't be read names none."""
    meta.arm(faults()["config_prohibits"])
    told = [
        content(await say(meta.http_port, http("GET", "/signals/config/1", f"Referer: {page}", host=CONFIG_HOST)))
        for page in ("https://shop.example:8443/thanks?a=1", "https://[shop", "")
    ]
    assert [b'"domains": ["shop.example"]' in one for one in told] == [True, False, False]
    assert all(b"configLoaded" in one for one in told)
