"""Hypothesis strategies for what may reach the stand-in's port: requests of all its endpoints, odd and broken ones."""

from __future__ import annotations

import gzip
import json
from typing import Any
from urllib.parse import urlencode

import msgspec
from hypothesis import strategies as st

from tests.mock_meta.factories import PIXEL, capi_event

GATEWAY = "gateway.shop.example"
HOSTS = ("127.0.0.1", "www.facebook.com", "graph.facebook.com", "connect.facebook.net", GATEWAY, "", "[::1]", "[", "é")
READS = (
    *("all", "good", "bad", "counted", "refusals", "clock", "faults", "live/entry", "live/switches"),
    *("", "nothing", "all/../good", "%00"),
)
"""Nouns of the control API that change nothing, and some that it has not."""

_EDGE = f"/v26.0/{PIXEL}/events"
_FORM = "application/x-www-form-urlencoded"
_BOUNDARY = "----WebKitFormBoundaryX"
_CALLS = (
    f"/v26.0/{PIXEL}/stats?access_token=t&aggregation=",
    f"/v26.0/{PIXEL}/stats?access_token=t&event_source=WEB_ONLY&aggregation=url",
    f"/v26.0/dataset_quality?dataset_id={PIXEL}&access_token=t&fields=",
    "/debug_token?access_token=t&input_token=",
    "/v26.0/me?access_token=",
    f"/v26.0/{PIXEL}?access_token=",
    f"/signals/config/{PIXEL}?v=",
    "/signals/plugins/identity.js?v=",
    "/signals/",
    "/en_US/fbevents.js?",
    "/log/",
    "/privacy_sandbox/topics/registration/?id=",
    "/favicon.ico?",
    "/",
    "//",
    "/v1.0/",
)

texts = st.one_of(
    st.sampled_from(
        ["", PIXEL, "Purchase", "x", "\x00", "ü€😀", "%", "%ff", "[", "](", "http://[", "1e999", "-1", " "]
    ),
    st.text(max_size=12),
)
"""Text with everything but lone surrogates, which no wire carries but as an escape in JSON."""

scalars = st.one_of(
    texts,
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([10**400, -(2**63), 2**64, 1e308, 1.5, float("nan"), float("inf"), "\ud800", 10**17]),
)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3), max_leaves=6
)
_EVENT_FIELDS = (
    "event_name",
    "event_time",
    "event_id",
    "user_data",
    "custom_data",
    "action_source",
    "event_source_url",
)
_PERSON_FIELDS = ("em", "ph", "external_id", "fbp", "fbc", "client_ip_address", "client_user_agent", "x")


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """A request that is framed as HTTP wants it: what the stand-in must have on record."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    chunked: bool = False

    def wire(self) -> bytes:
        """Its bytes."""
        framed = self.body
        framing = [("Content-Length", str(len(self.body)))] if self.body or self.method == "POST" else []
        if self.chunked:
            framing = [("Transfer-Encoding", "chunked")]
            pieces = [self.body[at : at + 50] for at in range(0, len(self.body), 50)]
            framed = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
        lines = [f"{self.method} {self.target} HTTP/1.1", *(f"{n}: {v}" for n, v in (*self.headers, *framing))]
        return "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n" + framed


def _json(value: Any) -> bytes:
    return json.dumps(value).encode()


def _multipart(fields: dict[str, str]) -> bytes:
    parts = [f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in fields.items()]
    return "".join((*parts, f"--{_BOUNDARY}--\r\n")).encode("utf-8", "replace")


@st.composite
def events(draw: st.DrawFn) -> dict[str, Any]:
    """A server event, good or with odd values anywhere in it."""
    event = capi_event(event_id=draw(st.sampled_from(["a", "b", "c", None])))
    for field in draw(st.lists(st.sampled_from(_EVENT_FIELDS), max_size=2)):
        event[field] = draw(values)
    person = event["user_data"]
    if isinstance(person, dict):
        person.update(draw(st.dictionaries(st.sampled_from(_PERSON_FIELDS), values, max_size=2)))
    return event


@st.composite
def _to_graph(draw: st.DrawFn) -> tuple[str, str, str, bytes]:
    """An events edge in every encoding of the SDKs, a gateway's, or a batch of such."""
    target = draw(st.sampled_from([_EDGE, f"/{PIXEL}/events", f"/capi/{PIXEL}/events", "/v26.0/x/events"]))
    data: Any = draw(st.one_of(st.lists(events(), max_size=3), values))
    token = {"access_token": "t", "accessKey": "k", "test_event_code": draw(texts)}
    as_text = {**token, "data": json.dumps(data)}
    kind = draw(st.sampled_from(["json", "texts", "form", "multipart", "none", "batch", "instruments"]))
    if kind == "batch":
        inner = {"method": draw(texts | st.just("POST")), "relative_url": target[1:], "body": urlencode(as_text)}
        operations: Any = draw(
            st.sampled_from([[inner, inner], [inner, 7, None], inner, [{**inner, "headers": [data]}]])
        )
        return (
            "POST",
            draw(st.sampled_from(["/", "/v26.0/"])),
            "application/json",
            _json({**token, "batch": operations}),
        )
    if kind == "texts" and isinstance(data, list):
        return "POST", target, "application/json", _json({**token, "data": [json.dumps(one) for one in data]})
    if kind == "form":
        return "POST", target, _FORM, urlencode(as_text).encode()
    if kind == "multipart":
        return "POST", target, f"multipart/form-data; boundary={_BOUNDARY}", _multipart(as_text)
    target = target.replace("events", "instruments") if kind == "instruments" else target
    return "POST", target, "" if kind == "none" else "application/json", _json({**token, "data": data})


@st.composite
def _from_pixel(draw: st.DrawFn) -> tuple[str, str, str, bytes]:
    """An event of the pixel: image, form, beacon; or the copy of one for a gateway."""
    names = st.sampled_from(
        ["cd[value]", "cd[contents]", "ud[em]", "udff[x]", "fbp", "ts", "dpo", "rqm", "dl", "cd[", "eid"]
    )
    said = {"id": PIXEL, "ev": "Lead", **draw(st.dictionaries(names | texts, texts | values.map(str), max_size=4))}
    text = urlencode(said, errors="replace")
    kind = draw(st.sampled_from(["image", "form", "beacon", "copy", "other"]))
    if kind == "image":
        return "GET", f"/tr/?{text}", "", b""
    if kind == "copy":
        copy = {"event_name": "Lead", "fb.pixel_id": PIXEL, **draw(st.dictionaries(texts, values, max_size=2))}
        return "POST", "/events/x", "text/plain", _json(copy)
    kinds = {"form": _FORM, "beacon": f"multipart/form-data; boundary={_BOUNDARY}", "other": draw(_types)}
    return "POST", "/tr", kinds[kind], _multipart(said) if kind == "beacon" else text.encode()


_types = st.sampled_from(
    [
        "",
        "application/json",
        "application/json; charset=utf-16",
        f"{_FORM}; charset=no-such",
        "multipart/form-data",
        "multipart/form-data; boundary=",
        'multipart/form-data; boundary="\x80é"',
        "multipart/mixed; boundary=a; boundary=b",
        "message/rfc822",
        "x/y; =;;;",
    ]
)
_reads = st.builds(
    lambda method, target, more: (method, target + more, "", b""),
    st.sampled_from(["GET", "GET", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "PROPFIND"]),
    st.sampled_from(_CALLS) | st.sampled_from(READS).map("/mock/{}?".format),
    texts.map(lambda text: urlencode({"": text}, errors="replace")[1:]),
)
_more_headers = st.lists(
    st.sampled_from(
        [
            ("Content-Encoding", "gzip"),
            ("Content-Encoding", "no-such"),
            ("Origin", "https://shop.example"),
            ("Origin", "\udcff\x7f"),
            ("Authorization", "Bearer t\x80"),
            ("Authorization", "Bearer"),
            ("Cookie", 'a="\udcfe; ;;=; b'),
            ("Host", "again.example"),
            ("Range", "bytes=5-1"),
            ("If-Modified-Since", "never"),
            ("Connection", "keep-alive, close"),
            ("X-Empty", ""),
        ]
    ),
    max_size=3,
)


@st.composite
def requests(draw: st.DrawFn) -> Sent:
    """A request to any endpoint, with odd contents in a right frame."""
    method, target, kind, body = draw(st.one_of(_to_graph(), _from_pixel(), _reads))
    kind = draw(st.one_of(st.just(kind), _types)) if body else kind
    host = draw(st.sampled_from(HOSTS))
    squeezed = draw(st.sampled_from(["", "", "gzip", "half a gzip"])) if body else ""
    if squeezed:
        body = gzip.compress(body, mtime=0)[: None if squeezed == "gzip" else -9]
    if draw(st.integers(0, 9)) == 0:
        target = f"http://{draw(st.sampled_from(HOSTS[:5]))}{target}"
    given = [("Host", host), *([("Content-Type", kind)] if kind else []), *draw(_more_headers)]
    return Sent(
        method=method, target=target, headers=tuple(given), body=body, chunked=bool(body) and draw(st.booleans())
    )


_TOKENS = (
    b"\r\n",
    b"\r\n\r\n",
    b"\n",
    b"\x00",
    b"\xff\xfe",
    b" ",
    b":",
    b"%",
    b"%zz",
    b"Content-Length: 3\r\n",
    b"Content-Length: 99999999999999999999\r\n",
    b"Content-Length: -1\r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"Transfer-Encoding: gzip, chunked\r\n",
    b"Expect: 100-continue\r\n",
    b"Connection: Upgrade\r\nUpgrade: websocket\r\n",
    b"Host: graph.facebook.com\r\n",
    b"Connection: close\r\n",
    b"CONNECT graph.facebook.com:443 HTTP/1.1\r\n\r\n",
    b"OPTIONS * HTTP/1.1\r\n\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"GET /tr/ HTTP/0.9\r\n",
    b"GET /tr/ HTTP/1.0\r\n\r\n",
    b"GET http://[/tr HTTP/1.1\r\n\r\n",
    b"GET //[ HTTP/1.1\r\n\r\n",
    b"ffffffffffffffffff\r\n",
    b"0\r\n\r\n",
    b"{",
    b'"',
)
_places = st.integers(0, 2**16)
_changes = st.lists(
    st.one_of(
        st.tuples(st.just("flip"), _places, st.integers(1, 255)),
        st.tuples(st.just("cut"), _places, st.integers(1, 40)),
        st.tuples(st.just("insert"), _places, st.sampled_from(_TOKENS) | st.binary(max_size=8)),
        st.tuples(st.just("line"), _places, st.sampled_from(_TOKENS)),
        st.tuples(st.just("twice"), _places, st.integers(1, 80)),
        st.tuples(st.just("end"), _places, st.just(0)),
    ),
    min_size=1,
    max_size=3,
)


def _changed(wire: bytes, changes: list[tuple[str, int, Any]]) -> bytes:
    for kind, place, what in changes:
        at = place % (len(wire) + 1)
        if kind == "flip" and at < len(wire):
            wire = wire[:at] + bytes([wire[at] ^ what]) + wire[at + 1 :]
        elif kind == "cut":
            wire = wire[:at] + wire[at + what :]
        elif kind == "insert":
            wire = wire[:at] + what + wire[at:]
        elif kind == "line":
            # At the beginning of a line, where headers and chunks begin.
            ends = [0, *(found + 2 for found in range(len(wire)) if wire[found : found + 2] == b"\r\n")]
            wire = wire[: ends[place % len(ends)]] + what + wire[ends[place % len(ends)] :]
        elif kind == "twice":
            wire = wire[: at + what] + wire[at:]
        elif kind == "end":
            wire = wire[:at]
    return wire


broken = st.builds(_changed, requests().map(Sent.wire), _changes)
"""The bytes of a request with something flipped, cut out, put in, said twice, or missing at its end."""

noise = st.one_of(
    st.binary(max_size=200),
    st.lists(st.sampled_from(_TOKENS) | st.binary(max_size=9), max_size=12).map(b"".join),
)
