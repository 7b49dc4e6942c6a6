"""Decode one request to ``/tr``: image GET, hidden-form POST, or ``sendBeacon`` with form data.

Names and values follow the pixel as measured with fbevents 2.9.364: keys carry literal brackets, custom data is
``cd[...]``, hashed customer information ``ud[...]``; keys may repeat, of which the first counts, and what has no field
of its own is kept by its name.
"""

from __future__ import annotations

import email.parser
import email.policy
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from mock_meta.event import Answer, Channel, Event
from mock_meta.wire import urlencoded
from mock_meta.wire.body import UNREADABLE, read_json

_BRACKETED = re.compile(r"^(cd|ud|udff)\[(.*)\]$", re.DOTALL)
_COOKIES = ("fbp", "fbc")
_FIELDS = frozenset((*_COOKIES, "id", "ev", "eid", "ts", "dl", "dpo", "rqm"))
"""Parameters that an event has a field for, beside the bracketed ones."""

Pairs = list[tuple[str, str]]


def tr_parameters(url: str, content_type: str, body: bytes) -> Pairs:
    """All parameters of a ``/tr`` request in the order sent, query first, then body."""
    pairs = urlencoded.pairs(urlsplit(url).query)
    if content_type.startswith("application/x-www-form-urlencoded"):
        pairs += urlencoded.pairs(body.decode("utf-8", "replace"))
    elif content_type.startswith("multipart/form-data"):
        pairs += _multipart(content_type, body)
    return pairs


def decode_tr(method: str, url: str, content_type: str, body: bytes, *, received_at: float, answer: Answer) -> Event:
    """The event that a ``/tr`` request carries.

    The pixel always sends one event a request. A missing ``id`` or ``ev`` is kept as an empty string: the pixel
    itself sends such requests (measured), and a finding can name them.
    """
    pairs = tr_parameters(url, content_type, body)
    plain = dict(reversed(pairs))
    custom_data, user_data = _bracketed(pairs)
    user_data.update({name: plain[name] for name in _COOKIES if plain.get(name)})
    return Event(
        channel=Channel.BROWSER,
        pixel_id=plain.get("id", ""),
        name=plain.get("ev", ""),
        event_id=plain.get("eid"),
        event_time=_seconds(plain.get("ts")),
        received_at=received_at,
        custom_data=custom_data,
        user_data=user_data,
        other={name: value for name, value in plain.items() if name not in _FIELDS and not _BRACKETED.match(name)},
        source_url=plain.get("dl"),
        action_source="website",
        data_processing_options=_options(plain),
        transport=plain.get("rqm") or ("GET" if method == "GET" else "formPOST"),
        answer=answer,
    )


def _multipart(content_type: str, body: bytes) -> Pairs:
    head = f"Content-Type: {content_type}\r\n\r\n".encode("latin-1", "replace")
    message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + body)
    pairs: Pairs = []
    for part in message.iter_parts() if message.is_multipart() else ():
        name = part.get_param("name", header="content-disposition")
        payload = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(payload, bytes):
            # The parser hands bytes beyond ASCII over as surrogates, which no journal could store.
            name = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
            pairs.append((name, payload.decode("utf-8", "replace")))
    return pairs


def _bracketed(pairs: Pairs) -> tuple[dict[str, Any], dict[str, Any]]:
    custom_data: dict[str, Any] = {}
    user_data: dict[str, Any] = {}
    for key, value in pairs:
        match = _BRACKETED.match(key)
        if match is None:
            continue
        target, name = match.groups()
        if target == "cd":
            custom_data.setdefault(name, _structured(value))
        else:
            user_data.setdefault(name, value)
    return custom_data, user_data


def _structured(value: str) -> Any:
    """Arrays and objects travel as JSON text; scalars stay the strings that they are on the wire."""
    if not value.startswith(("[", "{")):
        return value
    decoded = read_json(value)
    return value if decoded is UNREADABLE else decoded


def _seconds(milliseconds: str | None) -> float | None:
    try:
        return int(milliseconds) / 1000 if milliseconds else None
    except (ValueError, OverflowError):
        return None


def _options(plain: Mapping[str, str]) -> tuple[str, ...] | None:
    if "dpo" not in plain:
        return None
    return tuple(option for option in plain["dpo"].split(",") if option)
