"""HTTP Archives: valid for any journal, and readable to whoever opens one."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given

from mock_meta.event import Answer, Entry
from mock_meta.export import to_har
from tests.mock_meta.export.strategies import journals
from tests.mock_meta.factories import NOW, browser, request, tr_url

SCHEMA = json.loads((Path(__file__).parent / "har_schema.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def archive(*entries: Entry) -> list[dict[str, Any]]:
    """The entries of the archive, which must be valid."""
    document = json.loads(b"".join(to_har(entries)))
    VALIDATOR.validate(document)
    shown: list[dict[str, Any]] = document["log"]["entries"]
    return shown


def test_the_schema_is_one_and_says_no() -> None:
    """It refuses fields of one's own without an underscore, and what lacks an answer."""
    VALIDATOR.check_schema(SCHEMA)
    (entry,) = archive(Entry(request=request()))
    log = {"version": "1.2", "creator": {"name": "x", "version": "1"}}
    for wrong in ({**entry, "events": []}, {key: held for key, held in entry.items() if key != "response"}):
        assert not VALIDATOR.is_valid({"log": {**log, "entries": [wrong]}})


@given(journals())
def test_any_journal_makes_a_valid_archive(entries: list[Entry]) -> None:
    """With an entry for each request, in order."""
    assert [shown["_seq"] for shown in archive(*entries)] == [entry.request.seq for entry in entries]


def test_a_pixel_request_is_shown_as_its_browser_sent_it() -> None:
    """Address, query, cookies, moment; and the event that Meta heard in it."""
    event = browser(key="7.0", request=7)
    (shown,) = archive(Entry(request=request(seq=7, url=tr_url(eid="1")), events=(event,)))
    assert shown["startedDateTime"] == "2027-01-15T08:00:00.000Z"
    assert shown["request"]["url"] == f"https://www.facebook.com{tr_url(eid='1')}"
    assert {"name": "eid", "value": "1"} in shown["request"]["queryString"]
    assert shown["request"]["cookies"] == [{"name": "a", "value": "1"}, {"name": "b", "value": "2"}]
    assert shown["_seq"] == 7
    assert [(one["name"], one["event_id"]) for one in shown["_events"]] == [("Purchase", "order-1")]
    assert "_part_of" not in shown


def test_an_answer_is_shown_as_it_was_given() -> None:
    """Status, its phrase, type and text; one that is no text in Base64."""
    json_ = Answer(status=400, headers=(("content-type", "application/json"),), body=b'{"error":{}}')
    picture = Answer(status=200, headers=(("Content-Type", "image/gif"),), body=b"GIF89a\xff")
    refused, shown = archive(Entry(request=request(seq=1, answer=json_)), Entry(request=request(seq=2, answer=picture)))
    response = refused["response"]
    assert (response["status"], response["statusText"]) == (400, "Bad Request")
    assert response["content"] == {"size": 12, "mimeType": "application/json", "text": '{"error":{}}'}
    content = shown["response"]["content"]
    assert (content["mimeType"], content["encoding"]) == ("image/gif", "base64")
    assert base64.b64decode(content["text"]) == picture.body


def test_an_answer_that_never_came_is_status_0() -> None:
    """As developer tools show it."""
    (shown,) = archive(Entry(request=request(seq=1, answer=Answer(status=0))))
    assert (shown["response"]["status"], shown["response"]["statusText"]) == (0, "")
    assert shown["response"]["_error"] == "the connection was cut without an answer"


def test_what_a_batch_carried_says_so() -> None:
    """By the number of the batch."""
    whole, part = archive(Entry(request=request(seq=3)), Entry(request=request(seq=4, part_of=3)))
    assert "_part_of" not in whole
    assert part["_part_of"] == 3


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (b"a=1", {"text": "a=1"}),
        (gzip.compress(b"a=1", mtime=0), {"text": "a=1", "comment": "sent as gzip, shown unpacked"}),
        (b"\xff", {"text": "/w==", "_encoding": "base64"}),
        (b"\x1f\x8b\xff", {"text": "H4v/", "_encoding": "base64"}),
    ],
)
def test_bodies_can_be_read(body: bytes, shown: dict[str, str]) -> None:
    """Packed ones unpacked, bytes that are no text in Base64; the size is that on the wire."""
    headers = (("Host", "127.0.0.1:8787"), ("content-type", "text/x"))
    (entry,) = archive(Entry(request=request(seq=1, method="POST", url="/tr/", headers=headers, body=body)))
    assert entry["request"]["postData"] == {"mimeType": "text/x", **shown}
    assert entry["request"]["bodySize"] == len(body)
    assert entry["request"]["url"] == "http://127.0.0.1:8787/tr/"


def test_an_archive_is_made_as_the_journal_is_read() -> None:
    """No more than one entry is held at a time."""
    asked: list[int] = []

    def entries() -> Iterator[Entry]:
        for seq in range(1, 100):
            asked.append(seq)
            yield Entry(request=request(seq=seq, received_at=NOW))

    chunks = to_har(entries())
    for _ in range(3):
        next(chunks)
    assert asked == [1, 2]
