"""No personal data survives in a scrubbed export, wherever it was and however it is encoded.

A real stand-in hears a canary in every place; then the text of the exports is searched for it, as it is and as it would
look URL-encoded, in Base64, in hexadecimal and packed.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import gzip
import hashlib
import json
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlencode

import pytest

from mock_meta.event import Entry
from mock_meta.export import exported
from mock_meta.server import MetaSettings, MockMeta
from mock_meta.wire.graph import GraphSettings
from tests.mock_meta.factories import PIXEL, capi_event, http, say, tr_url

WORD = "k7qcanary"
MAIL = f"{WORD}@mail.example"
HASH = hashlib.sha256(MAIL.encode()).hexdigest()
ADDRESS = "198.51.100.77"
PHONE = "+49 171 5550123"
CANARIES = (WORD, HASH, ADDRESS, PHONE)
EDGE = f"/v26.0/{PIXEL}/events"
JSON = "Content-Type: application/json"
FORM = "Content-Type: application/x-www-form-urlencoded"
VISITOR = (
    f"Cookie: _fbp=fb.1.1700000000000.{WORD}; session={WORD}; {WORD}",
    f"User-Agent: Mozilla/5.0 ({WORD})",
    f"Authorization: Bearer EAA{WORD}",
    f"X-Forwarded-For: {ADDRESS}",
    f"X-Customer: {WORD}",
    f"Referer: https://shop.example/{quote(MAIL)}?mail={quote(MAIL)}#{WORD}",
    f"Accept-Language: {WORD}",
)


def event(**changes: Any) -> dict[str, Any]:
    """A server event that is full of it."""
    nested = {"customer": {"name": WORD, "mails": [MAIL, {"deep": PHONE}]}, "ip": ADDRESS}
    full: dict[str, Any] = capi_event(
        event_name="Purchase",
        event_id=f"purchase-{MAIL}",
        event_source_url=f"https://{WORD}:pw@shop.example/thanks?email={quote(MAIL)}&ref={WORD}#{WORD}",
        referrer_url=f"https://shop.example/?q={WORD}",
        user_data={
            "em": [HASH],
            "ph": HASH,
            "external_id": [WORD, MAIL],
            "fbp": f"fb.1.1700000000000.{WORD}",
            "fbc": f"fb.1.1700000000000.{WORD}",
            "client_ip_address": ADDRESS,
            "client_user_agent": f"Mozilla/5.0 ({WORD})",
        },
        custom_data={
            "currency": "EUR",
            "value": 12.5,
            "order_id": f"order of {MAIL}",
            "content_name": WORD,
            "search_string": WORD,
            "contents": [{"id": MAIL, "quantity": 1, "title": WORD}],
            "note": nested,
            "note_as_text": json.dumps(nested),
            MAIL: 1,
        },
        app_data={"extinfo": [WORD]},
    )
    return {**full, **changes}


def multipart(params: dict[str, str]) -> bytes:
    parts = (f'--xx\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in params.items())
    return ("".join(parts) + "--xx--\r\n").encode()


def of_servers() -> Iterator[bytes]:
    """Server requests in every encoding, good and bad."""
    texts = {"data": json.dumps([event()]), "access_token": f"EAA{WORD}", MAIL: WORD, "free": WORD}
    plain = {**texts, "data": [event()]}
    broken = {**texts, "data": [event(user_data={MAIL: [WORD], "em": WORD})]}
    bodies = [
        (FORM, urlencode(texts).encode()),
        (FORM, urlencode({**texts, "data": json.dumps([json.dumps(event())])}).encode()),
        (FORM, urlencode({**texts, "data": f"[{WORD}"}).encode()),
        (FORM, f"{WORD}&data={WORD}".encode()),
        (JSON, json.dumps(plain).encode()),
        (JSON, json.dumps({**plain, "data": [json.dumps(event()), WORD, 17]}).encode()),
        (JSON, json.dumps(broken).encode()),
        (JSON, json.dumps([WORD]).encode()),
        (JSON, f'{{"data": "{WORD}'.encode()),
        (JSON, gzip.compress(json.dumps(plain).encode())),
        (JSON, b"\x1f\x8b" + WORD.encode()),
        ("Content-Type: multipart/form-data; boundary=xx", multipart(texts)),
        ("Content-Type: multipart/form-data", multipart(texts)),
        ("Content-Type: text/plain", WORD.encode()),
        ("Content-Type: application/octet-stream", b"\xff" + WORD.encode()),
    ]
    for kind, body in bodies:
        yield http("POST", EDGE, kind, *VISITOR, body=body, host="graph.facebook.com")
    query = urlencode({"data": json.dumps([event()]), "access_token": f"EAA{WORD} x"})
    yield http("POST", f"{EDGE}?{query}", *VISITOR, host="graph.facebook.com")
    yield http("GET", f"/v26.0/{quote(MAIL)}/x?access_token=EAA{WORD}&{WORD}", *VISITOR, host="graph.facebook.com")


def of_batches() -> Iterator[bytes]:
    """Graph batches, as a form and as JSON, with an operation that can't be read."""
    operation = {
        "method": "POST",
        "relative_url": f"{EDGE[1:]}?access_token=EAA{WORD}",
        "body": urlencode({"data": json.dumps([event()]), "more": WORD}),
        "name": WORD,
        "headers": [{"name": "X-Customer", "value": WORD}],
    }
    batch = [operation, {**operation, "relative_url": f"{quote(MAIL)}/x", "body": WORD}, WORD]
    texts = {"batch": json.dumps(batch), "access_token": f"EAA{WORD}"}
    yield http("POST", "/v26.0/", FORM, *VISITOR, body=urlencode(texts).encode(), host="graph.facebook.com")
    yield http("POST", "/", JSON, *VISITOR, body=json.dumps({**texts, "batch": batch}).encode())


def of_pixels() -> Iterator[bytes]:
    """Pixel requests: picture, form and beacon."""
    params = {
        "ev": "Purchase",
        "eid": f"purchase-{MAIL}",
        "dl": f"https://shop.example/thanks?email={quote(MAIL)}&name={WORD}",
        "rl": f"/from?name={WORD}#{WORD}",
        "cd[value]": "12.5",
        "cd[contents]": json.dumps([{"id": MAIL, "quantity": 1, "title": WORD}]),
        "cd[note]": json.dumps({"customer": {"name": WORD, "mail": MAIL}}),
        f"cd[{MAIL}]": WORD,
        "ud[em]": HASH,
        "ud[external_id]": WORD,
        "udff[fn]": WORD,
        "fbp": f"fb.1.1700000000000.{WORD}",
        "fbc": f"fb.1.1700000000000.{WORD}",
        "anything": WORD,
        "cd[phone]": PHONE,
    }
    host = "www.facebook.com"
    yield http("GET", tr_url(**params), *VISITOR, host=host)
    body = {"id": PIXEL, **params}
    yield http("POST", f"/tr/?{WORD}", FORM, *VISITOR, body=urlencode(body).encode(), host=host)
    kind = "Content-Type: multipart/form-data; boundary=xx"
    yield http("POST", "/tr/", kind, *VISITOR, body=multipart(body), host=host)
    yield http("POST", "/tr/", "Content-Type: text/plain", *VISITOR, body=WORD.encode(), host=host)


@pytest.fixture(params=["any token", "no token"])
async def heard(request: pytest.FixtureRequest, tmp_path: Path) -> list[Entry]:
    """What a stand-in has in its journal of all that; one that takes the token, and one whose refusal repeats it."""
    tokens = () if request.param == "any token" else ("EAAother",)
    settings = MetaSettings(graph=GraphSettings(access_tokens=tokens))
    async with MockMeta(tmp_path / "journal.sqlite", settings=settings) as meta:
        for message in (*of_servers(), *of_batches(), *of_pixels()):
            await say(meta.http_port, message)
        return list(meta.journal.entries())


def layers(text: str, depth: int = 3) -> Iterator[str]:
    """A text, and what is found in it when URLs, Base64 and hexadecimal are undone and bytes unpacked, repeatedly."""
    yield text
    if not depth:
        return
    if (decoded := unquote(text)) != text:
        yield from layers(decoded, depth - 1)
    for found in re.findall(r"[A-Za-z0-9+/]{12,}={0,2}", text):
        with contextlib.suppress(binascii.Error, zlib.error):
            inner = base64.b64decode(found.rstrip("=") + "=" * (-len(found.rstrip("=")) % 4))
            plain = zlib.decompressobj(wbits=31).decompress(inner) if inner[:3] == b"\x1f\x8b\x08" else inner
            yield from layers(plain.decode("utf-8", "replace"), depth - 1)
    for found in re.findall(r"(?:[0-9a-fA-F]{2}){6,}", text):
        yield bytes.fromhex(found).decode("utf-8", "replace")


def survivors(chunks: Iterator[bytes]) -> set[str]:
    """The canaries that can be found in an export."""
    texts = {text.lower() for chunk in chunks for text in layers(chunk.decode())}
    return {canary for canary in CANARIES if any(canary.lower() in text for text in texts)}


@pytest.mark.parametrize("form", ["jsonl", "har"])
async def test_no_canary_survives(heard: list[Entry], form: str) -> None:
    """And the test can see them: unscrubbed, every one is found."""
    assert len(heard) >= 23
    assert survivors(exported(heard, form)) == set(CANARIES)
    assert survivors(exported(heard, form, b"key")) == set()


async def test_what_is_needed_to_find_a_mistake_survives(heard: list[Entry]) -> None:
    """Names, money, goods' keys, the pixel, and what was answered."""
    text = b"".join(exported(heard, "har", b"key")).decode()
    assert all(word in text for word in ("Purchase", PIXEL, "12.5", "EUR", "OAuthException", "/thanks"))
