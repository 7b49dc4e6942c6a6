"""``export`` and ``import`` of journal files, as real processes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harness.cli import pixelproof
from mock_meta.cli import meta
from mock_meta.event import Entry
from mock_meta.journal import Journal
from tests.mock_meta.command import Done, mock_meta
from tests.mock_meta.factories import browser, request

FORMS = ("jsonl", "har")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a journal of two requests."""
    journal = Journal(tmp_path / "journal.sqlite")
    one = browser(key="1.0", request=1)
    journal.restore(
        [Entry(request=request(seq=1, body=bytes(range(256))), events=(one,)), Entry(request=request(seq=2))]
    )
    journal.close()
    return tmp_path


def refused(done: Done) -> str:
    """The one sentence of a command that could not be carried out."""
    assert done.status == 2
    assert done.err.startswith("mock_meta: ")
    assert done.err.count("\n") == 1
    return done.err.removeprefix("mock_meta: ").rstrip("\n")


def test_both_names_have_the_same_commands() -> None:
    """``pixelproof journal export`` is ``python -m mock_meta export``."""
    assert pixelproof.commands["journal"].commands == meta.commands  # type: ignore[attr-defined]


def test_out_and_back(folder: Path) -> None:
    """To a file or to standard output, and into a new journal, which is equal."""
    done = mock_meta("export", "journal.sqlite", "-o", "out/one.jsonl", cwd=folder)
    assert (done.status, done.out, done.err) == (0, "", "2 requests written to out/one.jsonl\n")
    piped = mock_meta("export", "journal.sqlite", cwd=folder)
    assert piped.out.encode() == (folder / "out/one.jsonl").read_bytes()
    done = mock_meta("import", "out/one.jsonl", "new/journal.sqlite", cwd=folder)
    assert (done.status, done.err) == (0, "2 requests brought into new/journal.sqlite\n")
    assert entries(folder / "new/journal.sqlite") == entries(folder / "journal.sqlite")


def entries(path: Path) -> list[Entry]:
    """What a journal holds."""
    journal = Journal(path)
    held = list(journal.entries())
    journal.close()
    return held


def test_a_malformed_line_is_named_and_leaves_no_journal(folder: Path) -> None:
    """With the file and the line."""
    mock_meta("export", "journal.sqlite", "-o", "one.jsonl", cwd=folder)
    with (folder / "one.jsonl").open("a") as file:
        file.write(json.dumps({"format": "pixelproof-journal/1"}) + "\n")
    said = refused(mock_meta("import", "one.jsonl", "new.sqlite", cwd=folder))
    assert said.startswith("one.jsonl:3: this is no entry of a journal: ")
    assert not (folder / "new.sqlite").exists()


def test_what_is_there_is_not_written_over(folder: Path) -> None:
    """A journal is neither joined with another nor overwritten by its own export."""
    mock_meta("export", "journal.sqlite", "-o", "one.jsonl", cwd=folder)
    said = refused(mock_meta("import", "one.jsonl", "journal.sqlite", cwd=folder))
    assert said == "the journal journal.sqlite already holds 2 requests; restore into a new one"
    said = refused(mock_meta("export", "journal.sqlite", "-o", "./journal.sqlite", cwd=folder))
    assert said == "journal.sqlite: this is the journal itself, which the export would overwrite"
    assert len(entries(folder / "journal.sqlite")) == 2


def test_files_that_are_not_there_are_named(folder: Path) -> None:
    """And none is made of an export that failed."""
    said = refused(mock_meta("export", "jurnal.sqlite", cwd=folder))
    assert said == "jurnal.sqlite: a journal was expected here, but there is no such file"
    assert (
        refused(mock_meta("import", "none.jsonl", "new.sqlite", cwd=folder)) == "none.jsonl: No such file or directory"
    )
    assert sorted(path.name for path in folder.iterdir()) == ["journal.sqlite"]


def test_the_server_s_options_don_t_go_with_other_commands(folder: Path) -> None:
    """They would be passed over in silence."""
    done = mock_meta("--port", "0", "export", "journal.sqlite", cwd=folder)
    assert done.status == 2
    assert "the server's options don't go with 'export'" in done.err


def test_an_export_can_be_scrubbed(folder: Path) -> None:
    """In both forms; each export has pseudonyms of its own, so that two can't be joined."""
    journal = Journal(folder / "people.sqlite")
    sent = request(seq=1, headers=(("Cookie", "_fbp=fb.1.1700000000000.99999"),))
    journal.restore([Entry(request=sent, events=(browser(key="1.0", request=1, user_data={"fbp": "jane@x.example"}),))])
    journal.close()
    plain = mock_meta("export", "people.sqlite", "--format", "har", cwd=folder).out
    assert "jane@x.example" in plain
    scrubbed = [mock_meta("export", "people.sqlite", "--format", form, "--scrub", cwd=folder).out for form in FORMS]
    assert all("jane" not in text and "99999" not in text and "Purchase" in text for text in scrubbed)
    assert mock_meta("export", "people.sqlite", "--scrub", cwd=folder).out != scrubbed[0]
    (folder / "scrubbed.jsonl").write_text(scrubbed[0])
    assert mock_meta("import", "scrubbed.jsonl", "again.sqlite", cwd=folder).status == 0
    assert len(entries(folder / "again.sqlite")) == 1
