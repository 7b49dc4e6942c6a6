"""A copy for Meta is never lost, never doubled, and never asked for a second opinion."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from fixture_site import database
from fixture_site.outbox import Outbox, Sender
from fixture_site.settings import Clock
from fixture_site.tracking import GOOD, Action, Consent, Data, Visitor
from tests.fixture_site.support import PATIENCE_S, Graph, Shopper, refusal, shopping

ACTION = Action(name="PageView", id="pageview.1", time=1_700_000_000, url="https://shop.example/")
VISITOR = Visitor(session="s", consent=Consent.GRANTED, ip="127.0.0.1", user_agent="x", customer={})


class StoppedClock(Clock):
    """Time that passes only when told to."""

    def now(self) -> float:
        return 1000.0 + self.offset_s


@pytest.fixture
def db(tmp_path: Path) -> Any:
    connection = database.connect(tmp_path)
    yield connection
    connection.close()


def outbox_of(db: sqlite3.Connection, clock: Clock) -> Outbox:
    outbox = Outbox(db, clock, GOOD)
    with db:
        outbox.add(ACTION, VISITOR)
    return outbox


async def test_pauses_double_on_the_shops_clock(db: sqlite3.Connection) -> None:
    """A copy that fails is due again after 1, 2, 4, 8 seconds, and never later than in an hour."""
    clock = StoppedClock()
    outbox = outbox_of(db, clock)
    pauses = []
    for _ in range(14):
        [row] = outbox.sendable()
        outbox.postpone(row["id"], row["tries"], "down")
        pauses.append(outbox.sendable()[0]["due"] - clock.now())
    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 3600, 3600]


async def test_an_action_has_one_copy(db: sqlite3.Connection) -> None:
    """Whoever reports an action again, a webhook or a reload, adds nothing."""
    outbox = outbox_of(db, StoppedClock())
    outbox.add(ACTION, VISITOR)
    assert len(outbox.sendable()) == 1


async def test_a_copy_withdrawn_in_the_queue_is_not_sent(db: sqlite3.Connection) -> None:
    """Consent taken back a moment before its turn still stops a copy."""
    outbox = outbox_of(db, StoppedClock())
    sent: list[list[Data]] = []
    sender = Sender(outbox, StoppedClock(), sent.append)
    draining = asyncio.create_task(sender.drain())
    await asyncio.sleep(0)
    outbox.withdraw("s")
    assert await draining == {"sent": 0, "refused": 0, "waiting": 0}
    assert sent == []


async def test_a_copy_withdrawn_unsent_waits_again_when_it_is_asked_for(db: sqlite3.Connection) -> None:
    """Who takes the consent back and gives it again is reported, and once: what was sent before the no stays sent."""
    outbox = outbox_of(db, StoppedClock())
    [row] = outbox.sendable()
    outbox.withdraw("s")
    assert outbox.sendable() == []
    with db:
        outbox.add(ACTION, VISITOR)
    assert [again["id"] for again in outbox.sendable()] == [row["id"]]
    outbox.settle(row["id"], "sent")
    outbox.withdraw("s")
    with db:
        outbox.add(ACTION, VISITOR)
    assert outbox.sendable() == []


async def test_nothing_is_sent_before_it_is_due(db: sqlite3.Connection) -> None:
    """The sender sleeps through the pause, and wakes when the clock is moved past it."""
    clock = StoppedClock()
    outbox = outbox_of(db, clock)
    tried, sent = asyncio.Event(), []
    loop = asyncio.get_running_loop()

    def send(copies: list[Data]) -> None:
        sent.extend(copy["event_id"] for copy in copies)
        loop.call_soon_threadsafe(tried.set)
        if len(sent) == 1:
            raise ConnectionError

    sender = Sender(outbox, clock, send)
    running = asyncio.create_task(sender.run())
    async with asyncio.timeout(10):
        await tried.wait()
        await sender.quiesce()
        assert outbox.due() == []
        tried.clear()
        clock.offset_s = 1.0
        outbox.filled.set()
        await tried.wait()
        await sender.quiesce()
    running.cancel()
    assert sent == ["pageview.1", "pageview.1"]
    assert outbox.sendable() == []


@pytest.mark.parametrize(
    "failure",
    [(500, "<html>bad gateway</html>"), (200, {"events_received": 1}), refusal(190), refusal(4), (503, {})],
    ids=["no JSON", "an answer that the SDK can't read", "expired token", "throttled", "down"],
)
async def test_a_retry_is_the_same_event(graph: Graph, shopper: Shopper, failure: tuple[int, Any]) -> None:
    """Whatever may pass is tried again, with the same id and the same time."""
    graph.answers = [failure, failure]
    await shopper.control("/_control/clock", {"offset_s": -500})
    await shopper.arrive()
    await graph.until(1)
    await shopper.control("/_control/clock", {"offset_s": 500})
    async with asyncio.timeout(PATIENCE_S):
        while (await shopper.drain())["waiting"]:
            pass
    assert len(graph.tries) == 3
    assert len({(event["event_id"], event["event_time"]) for event in graph.tries}) == 1


async def test_what_meta_refuses_is_not_sent_again(graph: Graph, shopper: Shopper) -> None:
    """An invalid event is closed with Meta's own words, and the others go on."""
    graph.answers = [refusal(100, 2804010)]
    await shopper.arrive()
    await shopper.drain()
    await shopper.open("/contact")
    await shopper.drain()
    await shopper.control("/_control/clock", {"offset_s": 10_000})
    assert await shopper.drain() == {"sent": 0, "refused": 0, "waiting": 0}
    rows = shopper.shop.db.execute("SELECT state, error FROM outbox ORDER BY id").fetchall()
    assert [tuple(row) for row in rows] == [("refused", "100/2804010: no"), ("sent", None)]
    assert len(graph.tries) == 2


async def test_drain_tries_what_waits_at_once(graph: Graph, shopper: Shopper) -> None:
    """Draining ignores the pauses, tries each copy once, and counts what came of it."""
    graph.always = (500, "down")
    await shopper.arrive()
    await shopper.open("/contact")
    await graph.until(2)
    assert await shopper.drain() == {"sent": 0, "refused": 0, "waiting": 2}
    graph.always, graph.answers = (200, {"events_received": 1, "messages": [], "fbtrace_id": "A"}), [refusal(100)]
    assert await shopper.drain() == {"sent": 1, "refused": 1, "waiting": 0}


async def test_a_copy_and_its_order_are_one_transaction(
    tmp_path: Path, graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the copy can't be written, the order is not booked either."""

    def broken(outbox: Outbox, action: Action, visitor: Visitor) -> None:
        raise sqlite3.OperationalError

    async with shopping(tmp_path, graph) as shopper:
        await shopper.arrive()
        await shopper.to_payment()
        monkeypatch.setattr(Outbox, "add", broken)
        assert (await shopper.place()).status == 500
        assert await shopper.control("/api/orders") == []
