"""JSON Lines: nothing is lost on the way out and back, and a wrong line is named."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings

from mock_meta.errors import ExportError
from mock_meta.event import Entry
from mock_meta.export import from_jsonl, to_jsonl
from mock_meta.journal import Journal
from tests.mock_meta.export.strategies import journals
from tests.mock_meta.factories import browser, request


def an_entry(seq: int = 1, **changes: object) -> Entry:
    """A request with an event."""
    return Entry(request=request(seq=seq), events=(browser(key=f"{seq}.0", **{"request": seq, **changes}),))


@given(journals())
def test_export_and_import_are_the_identity(entries: list[Entry]) -> None:
    """Of whatever a journal can hold: every byte, every text, every answer. One line an entry."""
    lines = list(to_jsonl(entries))
    assert [line.count(b"\n") for line in lines] == [1] * len(entries)
    assert list(from_jsonl(lines, "export")) == entries
    assert list(to_jsonl(from_jsonl(lines, "export"))) == lines


@settings(max_examples=25)
@given(journals())
def test_a_journal_that_is_exported_and_imported_is_equal(entries: list[Entry]) -> None:
    """On disk too, from one file to another."""
    with tempfile.TemporaryDirectory() as folder:
        one, other = Journal(Path(folder) / "one.sqlite"), Journal(Path(folder) / "other.sqlite")
        one.restore(entries)
        assert other.restore(from_jsonl(to_jsonl(one.entries()), "export")) == len(entries)
        one.close()
        other.close()
        again = Journal(Path(folder) / "other.sqlite")
        assert list(again.entries()) == entries
        again.close()


def test_an_export_is_made_as_it_is_read() -> None:
    """No more than one entry is held at a time."""
    asked: list[int] = []

    def entries() -> Iterator[Entry]:
        for seq in range(1, 1000):
            asked.append(seq)
            yield an_entry(seq)

    lines = to_jsonl(entries())
    next(lines)
    next(lines)
    assert asked == [1, 2]


def test_a_line_is_json_that_says_what_it_is() -> None:
    """Line tools can cut it, join it and look into it."""
    (line,) = to_jsonl([an_entry()])
    told = json.loads(line)
    assert told["format"] == "pixelproof-journal/1"
    assert told["events"][0]["name"] == "Purchase"


def test_blank_lines_are_passed_over() -> None:
    """An editor may leave one at the end."""
    assert list(from_jsonl([b"\n", *to_jsonl([an_entry()]), b" \n"], "export")) == [an_entry()]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"Dear journal", "this is no entry of a journal: JSON is malformed"),
        (b"[]", "this is no entry of a journal: Expected `object`, got `array`"),
        (b'{"log": {}}', "the format of this line is '', where an export of a journal has 'pixelproof-journal/1'"),
        (b'{"format": "pixelproof-journal/9"}', "the format of this line is 'pixelproof-journal/9', where"),
        (b'{"format": "pixelproof-journal/1"}', "this is no entry of a journal: Object missing required field `req"),
        (b"\xff", "this is no entry of a journal: "),
        (next(to_jsonl([an_entry(3)])), "the request 3 comes after the request 3, where numbers must grow"),
        (next(to_jsonl([an_entry(4, request=2)])), "the event 4.0 belongs to another request than 4, beside which"),
        (next(to_jsonl([an_entry(4)])).replace(b'"seq":4', b'"seq":"4"'), "this is no entry of a journal: Expected"),
    ],
)
def test_a_wrong_line_is_named(line: bytes, said: str) -> None:
    """In one sentence, with file and number."""
    lines = [*to_jsonl([an_entry(3)]), b"\n", line]
    with pytest.raises(ExportError) as refused:
        list(from_jsonl(lines, "export.jsonl"))
    assert str(refused.value).startswith(f"export.jsonl:3: {said}")
    assert "\n" not in str(refused.value)
