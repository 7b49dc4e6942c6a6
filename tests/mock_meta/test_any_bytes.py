"""Any bytes, on a real socket: an answer of Meta's form or a clear 4xx, never a 500, and never a lost record."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mock_meta.event import Entry, Request
from mock_meta.faults import faults
from mock_meta.pixel_config import PixelConfig
from mock_meta.server import MetaSettings
from tests.mock_meta.factories import PIXEL, http, tr_url
from tests.mock_meta.odd_requests import GATEWAY, READS, Sent, broken, noise, requests, texts
from tests.mock_meta.running import Heard, Running, readable


@pytest.fixture(scope="module")
def meta(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    running = Running(
        tmp_path_factory.mktemp("any_bytes") / "journal.sqlite",
        MetaSettings(pixel=PixelConfig(gateway_hosts=(GATEWAY,))),
    )
    yield running
    running.stop()


@pytest.fixture(params=[pytest.param(1, id="gate"), pytest.param(25, id="long", marks=pytest.mark.proof)])
def tier(request: pytest.FixtureRequest) -> int:
    """How many times as many examples as in the ordinary tests."""
    return int(request.param)


def many(examples: int) -> settings:
    """Patience with a busy machine, and with strategies that draw much."""
    return settings(deadline=None, max_examples=examples, suppress_health_check=list(HealthCheck))


def proper(answer: Heard) -> None:
    """It is no 5xx; the Graph API's is JSON, and a refusal of its own has Meta's form.

    The control API refuses what another web page sends with 403.
    """
    assert 200 <= answer.status < 500, answer
    if answer.is_controls:
        assert answer.status in (200, 400, 403, 404)
    if not answer.body or not (answer.is_graphs or answer.is_controls):
        return
    told = json.loads(answer.body)
    if answer.is_graphs and answer.status >= 400:
        assert list(told) == ["error"]
        assert told["error"].keys() >= {"message", "type", "code", "fbtrace_id"}
        assert (type(told["error"]["message"]), type(told["error"]["code"])) == (str, int)
    elif answer.is_graphs:
        assert "error" not in told


def on_record(heard: list[Heard], entries: list[Entry], sent: bytes) -> None:
    """Every answer has its record, with the status and the bytes that were told, and a body that was sent."""
    said = Counter((one.status, one.body if one.is_graphs else b"") for one in heard if not one.is_controls)
    whole = [one.request for one in entries if one.request.part_of is None]
    kept = Counter((one.answer.status, _told_by_graph(one)) for one in whole)
    assert not said - kept, (said - kept, kept)
    for one in whole:
        assert one.body in sent or b"chunked" in sent.lower(), one


def test_noise(meta: Running, tier: int) -> None:
    """Bytes from nowhere: refused, and on record."""

    @many(80 * tier)
    @given(st.lists(noise, min_size=1, max_size=3))
    def holds(pieces: list[bytes]) -> None:
        heard, entries = meta.talk(*pieces)
        for answer in heard:
            proper(answer)
        on_record(heard, entries, b"".join(pieces))
        readable(entries)

    holds()


def test_broken_requests(meta: Running, tier: int) -> None:
    """Requests with bytes flipped, missing or put in, several on one connection, in any pieces."""

    @many(120 * tier)
    @given(st.lists(broken, min_size=1, max_size=2), st.lists(st.integers(0, 4000), max_size=3))
    def holds(wires: list[bytes], cuts: list[int]) -> None:
        sent = b"".join(wires)
        places = [0, *sorted(cut % (len(sent) + 1) for cut in cuts), len(sent)]
        heard, entries = meta.talk(*(sent[a:b] for a, b in itertools.pairwise(places)))
        for answer in heard:
            proper(answer)
        on_record(heard, entries, sent)
        readable(entries)

    holds()


def test_odd_requests_in_a_right_frame(meta: Running, tier: int) -> None:
    """Whatever they hold, each is answered, and on record letter by letter."""

    @many(120 * tier)
    @given(st.lists(requests(), min_size=1, max_size=3))
    def holds(sent: list[Sent]) -> None:
        wire = b"".join(one.wire() for one in sent)
        heard, entries = meta.talk(wire)
        for answer in heard:
            proper(answer)
        on_record(heard, entries, wire)
        readable(entries)
        assert heard
        exactly(sent[: len(heard)], heard, [one for one in entries if one.request.part_of is None])

    holds()


def _told_by_graph(request: Request) -> bytes:
    """The bytes of Meta's answer; one to HEAD has none on the wire, and other answers are recorded without."""
    graphs = any(name == "facebook-api-version" for name, _ in request.answer.headers)
    return request.answer.body if graphs and request.method != "HEAD" else b""


def exactly(sent: list[Sent], heard: list[Heard], entries: list[Entry]) -> None:
    """Each of the requests that were answered is on record as it was sent; those to the control API are not."""
    told = [one for one, answer in zip(sent, heard, strict=True) if not answer.is_controls]
    for one, entry in zip(told, entries, strict=False):
        held = entry.request
        if held.method:
            assert (held.method, held.body) == (one.method, one.body)
            assert held.url == one.target or not one.target.startswith("/")
            assert [name for name, _ in held.headers][: len(one.headers)] == [name for name, _ in one.headers]


_numbers = st.sampled_from(["", "0", "1", "-1", "2", "1e308", "nan", "inf", "0x1", "9" * 400, "86400", "ü"])
_controls = st.one_of(
    st.tuples(
        st.sampled_from(["GET", "POST", "DELETE", "HEAD"]), st.sampled_from(READS), st.dictionaries(texts, texts)
    ),
    st.tuples(
        st.just("GET"),
        st.just("wait"),
        st.fixed_dictionaries(
            {"timeout_s": st.sampled_from(["0", "-1", "0.001", "nan", "-1e308", ""])},
            optional={"count": _numbers, "event": texts, "channel": texts | st.just("browser")},
        ),
    ),
    st.tuples(st.just("POST"), st.just("clock"), st.fixed_dictionaries({}, optional={"advance_s": _numbers})),
    st.tuples(
        st.sampled_from(["POST", "DELETE"]),
        st.just("faults"),
        st.fixed_dictionaries(
            {"name": st.sampled_from(sorted(faults())) | texts},
            optional={"slow_s": _numbers, "failures": _numbers, "regain_minutes": _numbers, "limit": texts, "x": texts},
        ),
    ),
    st.tuples(st.just("POST"), st.just("reset"), st.dictionaries(texts, texts)),
)


def test_control_calls(meta: Running, tier: int) -> None:
    """Any noun with any parameters: 200, 400 or 404, as JSON and off the record; Meta's answers stay Meta's."""

    @many(60 * tier)
    @given(st.lists(_controls, min_size=1, max_size=6))
    def holds(calls: list[tuple[str, str, dict[str, Any]]]) -> None:
        meta.talk(http("POST", "/mock/reset"), whole=True)
        for method, noun, query in calls:
            (told,), entries = meta.talk(http(method, f"/mock/{noun}?{urlencode(query, errors='replace')}"), whole=True)
            proper(told)
            assert told.is_controls
            assert not entries
        for name in tuple(meta.meta.faults):
            meta.talk(http("DELETE", f"/mock/faults?{urlencode({'name': name})}"), whole=True)
        asked = f"/v26.0/{PIXEL}/stats?access_token=t", f"/v26.0/dataset_quality?dataset_id={PIXEL}&access_token=t"
        for url in (tr_url(), *asked, "/mock/counted"):
            (told,), entries = meta.talk(http("GET", url), whole=True)
            proper(told)
            readable(entries)
        meta.talk(http("POST", "/mock/reset"), whole=True)

    holds()
