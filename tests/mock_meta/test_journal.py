"""The journal: what is recorded, what survives, and who is told."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from mock_meta.errors import JournalError
from mock_meta.event import Answer, GraphError
from mock_meta.journal import Journal
from tests.mock_meta.factories import OK, PATIENCE_S, REFUSED, browser, request, server, tr_url

EVERY_BYTE = bytes(range(256)) * 3


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "some" / "folder" / "journal.sqlite"


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    journal = Journal(path)
    yield journal
    journal.close()


def on_disk(path: Path) -> int:
    """How many requests another process would read."""
    database = sqlite3.connect(path)
    try:
        rows: int = database.execute("select count(*) from requests").fetchone()[0]
        return rows
    finally:
        database.close()


async def test_numbers_begin_at_one_and_name_the_events(journal: Journal) -> None:
    """A request gets its number, its events the number and their place."""
    await journal.record(request(seq=99))
    recorded = await journal.record(request(), [browser(key="", request=7), server(key="")])
    assert [one.seq for one in journal.requests()] == [1, 2]
    assert recorded == 2
    assert [(one.key, one.request) for one in journal.events()] == [("2.0", 2), ("2.1", 2)]
    assert len(journal) == 2


async def test_a_recorded_request_is_on_disk(journal: Journal, path: Path) -> None:
    """When ``record`` returns, another reader of the file sees the row."""
    await journal.record(request())
    assert on_disk(path) == 1


async def test_reopening_gives_back_all_of_it(path: Path) -> None:
    """Every field of requests, answers and events, byte for byte."""
    error = GraphError(
        message="Größe \x00 ☃", type="OAuthException", code=100, error_subcode=2804003, is_transient=False
    )
    answer = Answer(status=400, headers=(("a", "1"), ("a", "2")), body=EVERY_BYTE, error=error)
    odd = request(method="POST", body=EVERY_BYTE, url="/tr?q=%FF\x00ü", answer=answer)
    heard = browser(answer=REFUSED, custom_data={"contents": [{"id": "ü"}], "n": 1.5}, user_data={"fbp": "x"})
    also = server(data_processing_options=("LDU",))
    first = Journal(path)
    await first.record(odd)
    await first.record(request(part_of=1), [heard, also])
    first.close()
    second = Journal(path)
    assert second.requests() == (msgspec.structs.replace(odd, seq=1), request(seq=2, part_of=1))
    assert second.events() == (
        msgspec.structs.replace(heard, key="2.0", request=2),
        msgspec.structs.replace(also, key="2.1", request=2),
    )
    assert await second.record(request()) == 3
    second.close()


async def test_events_are_read_from_the_request_where_it_says_all(journal: Journal, path: Path) -> None:
    """Nothing is written twice: events that fared as the answer says come from the request, with their keys."""
    told = request(url=tr_url(ev="Lead", eid="a"), answer=OK)
    assert await journal.record(told, None) == 1
    (read,) = journal.events()
    assert (read.key, read.request, read.name, read.event_id, read.answer) == ("1.0", 1, "Lead", "a", OK)
    database = sqlite3.connect(path)
    assert database.execute("select events from requests").fetchone() == (None,)
    database.close()


async def test_entries_go_on_where_a_reader_stopped(journal: Journal) -> None:
    """A reader that asks for what came after a number gets that and no more, however many there are."""
    await asyncio.gather(*(journal.record(request()) for _ in range(600)))
    assert [entry.request.seq for entry in journal.entries(after=590)] == list(range(591, 601))
    assert len(list(journal.entries())) == 600


async def test_many_at_once_share_commits_and_keep_their_order(journal: Journal, path: Path) -> None:
    """Requests of one turn of the loop are written together, in the order in which they were recorded."""
    statements: list[str] = []
    journal._db.set_trace_callback(statements.append)
    recorded = await asyncio.gather(*(journal.record(request(url=f"/tr?n={n}"), [browser()]) for n in range(200)))
    assert recorded == list(range(1, 201))
    assert [one.url for one in journal.requests()] == [f"/tr?n={n}" for n in range(200)]
    assert [one.key for one in journal.events()] == [f"{n}.0" for n in range(1, 201)]
    assert on_disk(path) == 200
    assert statements.count("commit") == 1


async def test_a_lone_client_waits_for_nobody(journal: Journal, path: Path) -> None:
    """After a turn with one request the next is written at once; when others come in its turn, they share again."""
    await journal.record(request())
    lone = journal.record(request())
    with pytest.raises(StopIteration):
        lone.send(None)
    assert on_disk(path) == 2
    statements: list[str] = []
    journal._db.set_trace_callback(statements.append)
    await asyncio.gather(*(journal.record(request()) for _ in range(50)))
    assert [statements.count("commit"), statements[0].split()[0]] == [1, "insert"]
    assert on_disk(path) == len(journal) == 52


async def test_a_client_that_gives_up_loses_nothing(journal: Journal, path: Path) -> None:
    """Cancelling the wait for one commit leaves the row and the others alone."""
    waiting = [asyncio.create_task(journal.record(request())) for _ in range(3)]
    await asyncio.sleep(0)
    waiting[0].cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    assert on_disk(path) == len(journal) == 3


async def test_waiting_ends_with_the_record_that_satisfies(journal: Journal) -> None:
    """A waiter is woken by records and looks again after each."""
    waiting = asyncio.create_task(journal.wait_until(lambda: len(journal) >= 3, PATIENCE_S))
    for _ in range(3):
        assert not waiting.done()
        await journal.record(request())
    assert await waiting


async def test_waiting_is_over_at_once_or_in_time(journal: Journal) -> None:
    """What holds already is not waited for; what never holds is given up."""
    assert await journal.wait_until(lambda: True, 0.0)
    assert not await journal.wait_until(lambda: False, 0.01)


async def test_reset_forgets_on_disk_too(journal: Journal, path: Path) -> None:
    """Numbering begins anew, and nothing comes back on reopening."""
    await journal.record(request(), [browser()])
    journal.reset()
    assert (len(journal), journal.events(), on_disk(path)) == (0, (), 0)
    assert await journal.record(request()) == 1


async def test_reset_forgets_what_is_being_written(journal: Journal, path: Path) -> None:
    """A row that waits for its commit when the reset comes neither returns nor takes a number of the next run."""
    late = asyncio.create_task(journal.record(request(url="/tr?late"), [browser()]))
    await asyncio.sleep(0)
    journal.reset()
    await late
    assert (len(journal), on_disk(path)) == (0, 0)
    recorded = await journal.record(request(url="/tr?next"))
    assert (recorded, on_disk(path)) == (1, 1)


async def test_what_cannot_be_stored_is_not_remembered(journal: Journal, path: Path) -> None:
    """A value that has no text form is refused, and the journal goes on."""
    with pytest.raises((TypeError, ValueError)):
        await journal.record(request(), [browser(custom_data={"odd": object()})])
    assert len(journal) == 0
    await journal.record(request())
    assert on_disk(path) == 1


async def test_a_disk_that_refuses_is_said_and_survived(journal: Journal, path: Path) -> None:
    """Whoever was waiting hears why; when the disk takes rows again, so does the journal."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("create trigger full before insert on requests begin select raise(abort, 'disk full'); end")
    with pytest.raises(JournalError, match="disk full") as refused:
        await journal.record(request())
    assert str(path) in str(refused.value)
    other.execute("drop trigger full")
    other.close()
    await journal.record(request())
    assert on_disk(path) == 1


def test_a_file_that_is_no_journal_is_refused(tmp_path: Path) -> None:
    """The message names the file; the file stays as it was."""
    path = tmp_path / "letter.txt"
    path.write_text("Dear journal, " * 100)
    with pytest.raises(JournalError, match=r"letter\.txt can't be opened"):
        Journal(path)
    assert path.read_text().startswith("Dear journal")


def test_another_database_is_refused(tmp_path: Path) -> None:
    """A table of the same name with other columns is somebody else's."""
    path = tmp_path / "other.sqlite"
    database = sqlite3.connect(path)
    database.execute("create table requests (id integer)")
    database.close()
    with pytest.raises(JournalError, match=r"other\.sqlite"):
        Journal(path)


async def test_a_journal_with_spoilt_rows_is_refused(path: Path) -> None:
    """Evidence that can't be read is not passed over."""
    journal = Journal(path)
    await journal.record(request())
    journal.close()
    database = sqlite3.connect(path, isolation_level=None)
    database.execute('update requests set answer = \'{"status": "fine"}\'')
    database.close()
    spoilt = Journal(path)
    with pytest.raises(JournalError, match=r"request 1: .*status"):
        spoilt.requests()
    spoilt.close()


@pytest.mark.parametrize("make", [Path.mkdir, Path.touch], ids=["a folder", "below a file"])
def test_an_impossible_place_is_refused(make: object, tmp_path: Path) -> None:
    """In one sentence, without a traceback of sqlite's."""
    place = tmp_path / "place"
    (Path.mkdir if make is Path.mkdir else Path.touch)(place)
    with pytest.raises(JournalError):
        Journal(place if place.is_dir() else place / "journal")


async def test_recording_after_closing_is_an_error(path: Path) -> None:
    """A closed journal doesn't pretend."""
    journal = Journal(path)
    journal.close()
    with pytest.raises(JournalError):
        await journal.record(request())


def test_values_are_frozen() -> None:
    """Readers share them, so nobody may change them."""
    with pytest.raises(AttributeError):
        request().url = "/"  # type: ignore[misc]
    assert msgspec.structs.replace(request(), url="/x").url == "/x"


async def test_entries_restore_to_an_equal_journal(journal: Journal, tmp_path: Path) -> None:
    """What one journal yields makes another that answers the same, on disk too; one that holds something refuses."""
    await journal.record(request(body=EVERY_BYTE), [browser(), server(taken=False)])
    await journal.record(request(part_of=1))
    other = Journal(tmp_path / "other.sqlite")
    assert other.restore(journal.entries()) == 2
    assert (other.requests(), other.events()) == (journal.requests(), journal.events())
    with pytest.raises(JournalError, match="already holds 2 requests"):
        other.restore(journal.entries())
    other.close()
    again = Journal(tmp_path / "other.sqlite")
    assert list(again.entries()) == list(journal.entries())
    again.close()


async def test_one_process_writes_and_others_read(journal: Journal, path: Path) -> None:
    """Two writers would give the same numbers twice; a reader disturbs nobody."""
    await journal.record(request())
    with pytest.raises(JournalError, match="in use by another stand-in; stop that one, or choose another file"):
        Journal(path)
    reader = Journal(path, read_only=True)
    assert [one.seq for one in reader.requests()] == [1]
    with pytest.raises(JournalError, match="can't be written"):
        reader.record_now(request())
    reader.close()
    await journal.record(request())
    assert on_disk(path) == 2


async def test_what_is_recorded_at_once_overtakes_nobody(journal: Journal) -> None:
    """A reader who goes on behind the last number that it saw misses nothing that was still being written then."""
    waiting = asyncio.create_task(journal.record(request()))
    await asyncio.sleep(0)
    assert journal.record_now(request(method="")) == 2
    assert [entry.request.seq for entry in journal.entries()] == [1, 2]
    assert await waiting == 1
    assert await journal.record(request()) == 3


async def test_one_entry_is_had_by_its_number(journal: Journal) -> None:
    """With its events; a number that was never given has none."""
    await journal.record(request(url=tr_url(eid="1")), None)
    await journal.record(request(url=tr_url(eid="2")), None)
    found = journal.entry(2)
    assert found is not None
    assert (found.request.seq, found.events[0].event_id) == (2, "2")
    assert [journal.entry(seq) for seq in (0, -1, 3)] == [None] * 3


async def test_who_watches_hears_of_commits_and_of_a_reset(journal: Journal) -> None:
    """A number means nothing any more when numbering has begun again, and the generation says that it has."""
    moved = asyncio.Event()
    generation = journal.generation
    with journal.watched(moved):
        await journal.record(request())
        assert moved.is_set()
        assert journal.generation == generation
        moved.clear()
        journal.reset()
        assert moved.is_set()
        assert journal.generation != generation
    moved.clear()
    await journal.record(request())
    assert not moved.is_set()
