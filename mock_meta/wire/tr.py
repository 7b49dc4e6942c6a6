"""Decode one request to ``/tr``: image GET, hidden-form POST, or ``sendBeacon`` with form data.

Names and values follow the pixel as measured with fbevents 2.9.364: keys carry literal brackets, custom data is
``cd[...]``, hashed customer information ``ud[...]``; keys may repeat, of which the first counts, and what has no field
of its own is kept by its name.
"""

from __future__ import annotations

import email.parser
import email.policy
from collections.abc import Mapping
from typing import Any

from mock_meta.event import Answer, Channel, Event
from mock_meta.wire import urlencoded
from mock_meta.wire.body import UNREADABLE, read_json

_COOKIES = ("fbp", "fbc")
_FIELDS = frozenset((*_COOKIES, "id", "ev", "eid", "ts", "dl", "dpo", "rqm"))
"""Parameters that an event has a field for, beside the bracketed ones."""
_INITIALS = frozenset("ce%")
"""How ``cd[...]`` and ``ev`` can begin, escaped or not."""

Pairs = list[tuple[str, str]]


def tr_parameters(url: str, content_type: str, body: bytes) -> Pairs:
    """All parameters of a ``/tr`` request in the order sent, query first, then body."""
    pairs = urlencoded.pairs(url.partition("#")[0].partition("?")[2])
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
    plain, custom_data, user_data = _sorted(tr_parameters(url, content_type, body))
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
        other={name: value for name, value in plain.items() if name not in _FIELDS},
        source_url=plain.get("dl"),
        action_source="website",
        data_processing_options=_options(plain),
        transport=plain.get("rqm") or ("GET" if method == "GET" else "formPOST"),
        answer=answer,
    )


def told_by(url: str, content_type: str, body: bytes) -> tuple[str, dict[str, Any]]:
    """The name and the custom data that `decode_tr` finds in such a request, at a part of its cost."""
    address, _, query = url.partition("#")[0].partition("?")
    telling = [piece for piece in query.split("&") if piece[:1] in _INITIALS]
    pairs = tr_parameters(f"{address}?{'&'.join(telling)}", content_type, body)
    name = next((value for key, value in pairs if key == "ev"), "")
    return name, _custom_data([pair for pair in pairs if pair[0].startswith("cd[")])


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


def _sorted(pairs: Pairs) -> tuple[dict[str, str], dict[str, Any], dict[str, Any]]:
    """Plain parameters, custom data and customer information, by their own names."""
    plain: dict[str, str] = {}
    user_data: dict[str, Any] = {}
    custom_pairs: Pairs = []
    for key, value in pairs:
        target, _, name = key.partition("[") if key[-1:] == "]" else ("", "", "")
        if target == "cd":
            custom_pairs.append((key, value))
        elif target in ("ud", "udff"):
            user_data.setdefault(name[:-1], value)
        else:
            plain.setdefault(key, value)
    return plain, _custom_data(custom_pairs), user_data


def _custom_data(pairs: Pairs) -> dict[str, Any]:
    """Of two with one name the first; a name that the bracket doesn't close is none."""
    custom_data: dict[str, Any] = {}
    for key, value in pairs:
        if key[-1] == "]":
            custom_data.setdefault(key[3:-1], _structured(value))
    return custom_data


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
