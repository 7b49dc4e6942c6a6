"""A request as it is shown: taken apart, and masked."""

from __future__ import annotations

import gzip
import json
from urllib.parse import urlencode

import pytest

from harness.reports.mask import Mask
from harness.reports.raw import readable
from mock_meta.event import Answer, Request
from tests.harness.factories import START

EVENT = {"event_name": "Purchase", "user_data": {"fn": "Ada", "fbp": "fb.1.2.3"}, "custom_data": {"value": 5}}
SHOWN = {**EVENT, "user_data": {"fn": "[fn: 3 characters, not hashed]", "fbp": "fb.1.2.3"}}


def request(body: bytes, kind: str = "application/json", url: str = "/v26.0/1/events", **headers: str) -> Request:
    heads = (("Content-Type", kind), *headers.items())
    answer = Answer(status=200, body=b'{"events_received":1}')
    return Request(seq=1, received_at=START, method="POST", url=url, headers=heads, body=body, answer=answer)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (json.dumps({"data": [EVENT]}).encode(), "application/json"),
        (urlencode({"data": json.dumps([EVENT])}).encode(), "application/x-www-form-urlencoded"),
        (urlencode({"data": json.dumps([json.dumps(EVENT)])}).encode(), "application/x-www-form-urlencoded"),
        (gzip.compress(json.dumps({"data": [EVENT]}).encode()), "application/json"),
    ],
)
def test_every_encoding_reads_alike(body: bytes, kind: str) -> None:
    """As the official SDKs send it, JSON within JSON and all."""
    assert readable(request(body, kind), Mask())["body"] == {"data": [SHOWN]}


def test_the_line_the_headers_and_the_answer_are_told() -> None:
    told = readable(request(b"{}", url="/v26.0/1/events?access_token=EAAB", Cookie="a=b"), Mask())
    assert told["line"] == "POST /v26.0/1/events?access_token=[token]"
    assert told["headers"]["Cookie"] == "a=[secret]"
    assert told["answer"] == {"status": 200, "body": {"events_received": 1}}


@pytest.mark.parametrize("body", [b"\xff\xfe\x00", b"[" * 100_000, b"no form at all", b""])
def test_what_can_t_be_taken_apart_stays_as_it_came(body: bytes) -> None:
    """Nothing breaks a report."""
    shown = readable(request(body, "text/plain"), Mask())["body"]
    text = body.decode("utf-8", "replace")
    assert shown in (text, {text: ""})
