"""Harmless rewrites: what may differ between two clean runs of one site and must not change a verdict."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import msgspec

from harness.ledger import Ledger
from harness.shopper import make_shopper
from mock_meta.event import Channel
from mock_meta.normalize import digest

DAY_S = 86400.0
_TIMES = {
    "at", "loaded_at", "left_at", "opted_out_at", "created_at", "settled_at", "since", "until",
    "received_at", "event_time", "started_at", "ended_at",
}  # fmt: skip
_MS = {"ts", "it"}


def reordered(ledger: Ledger) -> Ledger:
    """Keys of every object of the traffic the other way round."""
    return msgspec.structs.replace(
        ledger,
        events=tuple(
            msgspec.structs.replace(
                event,
                custom_data=dict(reversed(event.custom_data.items())),
                user_data=dict(reversed(event.user_data.items())),
                other=dict(reversed(event.other.items())),
            )
            for event in ledger.events
        ),
    )


def with_unknown_parameters(ledger: Ledger) -> Ledger:
    """A custom property on every copy, and a parameter of a pixel newer than we know."""
    return msgspec.structs.replace(
        ledger,
        events=tuple(
            msgspec.structs.replace(
                event,
                custom_data={**event.custom_data, "page_template": "autumn"},
                other={**event.other, "brandnew": "1"} if event.channel is Channel.BROWSER else event.other,
            )
            for event in ledger.events
        ),
    )


def in_another_locale(ledger: Ledger) -> Ledger:
    """Decimals as another number formatter of the page writes them."""

    def spelled(value: Any) -> Any:
        return f"{float(value):.2f}" if isinstance(value, str) and re.fullmatch(r"\d+(\.\d+)?", value) else value

    return msgspec.structs.replace(
        ledger,
        events=tuple(
            msgspec.structs.replace(
                event,
                custom_data={
                    key: spelled(value) if key == "value" and event.channel is Channel.BROWSER else value
                    for key, value in event.custom_data.items()
                },
            )
            for event in ledger.events
        ),
    )


def on_another_day(ledger: Ledger) -> Ledger:
    """The same run, a day later."""
    return _rewritten(ledger, _later)


def _later(key: str, value: Any) -> Any:
    if key in _TIMES and isinstance(value, int | float):
        return value + DAY_S
    return value


def with_other_ids(ledger: Ledger) -> Ledger:
    """Other order numbers and other event ids, one for one."""
    text = _text(ledger)
    numbers = {conversion.id for conversion in ledger.conversions}
    ids = {event.event_id for event in ledger.events if event.event_id}
    for old in sorted(numbers | ids, key=len, reverse=True):
        text = re.sub(rf"(?<![A-Za-z0-9]){re.escape(old)}(?![A-Za-z0-9])", lambda found: found[0][::-1], text)
    return _read(text)


def of_another_shopper(ledger: Ledger) -> Ledger:
    """Another person did the same: in the visit, in the books, and in every hash."""
    text = _text(ledger)
    swaps: dict[str, str] = {}
    for place, visit in enumerate(ledger.visits):
        swaps |= _swapped(dict(visit.shopper), make_shopper(f"another/{place}").identity())
    for old in sorted(swaps, key=len, reverse=True):
        text = text.replace(json.dumps(old, ensure_ascii=False)[1:-1], json.dumps(swaps[old], ensure_ascii=False)[1:-1])
    return _read(text)


def _swapped(old: dict[str, str], new: dict[str, str]) -> dict[str, str]:
    """Old texts and hashes of a person to the new person's."""
    swaps = {}
    for key, form in _FORMS.items():
        if len(old.get(key, "")) > 3 and new.get(key):  # As below: a short text stays, and so must its hash.
            swaps[digest(form(old[key]))] = digest(form(new[key]))
    shown = {key: value for key, value in old.items() if len(value) > 3 and key not in ("state", "country")}
    swaps |= {value: new[key] for key, value in shown.items() if new.get(key)}
    customer = "customer:{}"
    swaps[digest(customer.format(old["email"].lower()))] = digest(customer.format(new["email"].lower()))
    return swaps


def _plain(text: str) -> str:
    return re.sub(r"[\s!-/:-@\[-`{-~]", "", text.lower())


_FORMS: dict[str, Callable[[str], str]] = {
    "email": lambda text: text.strip().lower(),
    "phone": lambda text: re.sub(r"\D", "", text),
    "first_name": _plain,
    "last_name": _plain,
    "city": lambda text: re.sub(r"[^a-z]", "", text.lower()),
    "postcode": lambda text: re.sub(r"\s", "", text.lower()).split("-")[0],
}

HARMLESS: tuple[Callable[[Ledger], Ledger], ...] = (
    reordered,
    with_unknown_parameters,
    in_another_locale,
    with_other_ids,
    on_another_day,
    of_another_shopper,
)


def _text(ledger: Ledger) -> str:
    return msgspec.json.encode(ledger).decode()


def _read(text: str) -> Ledger:
    return msgspec.json.decode(text, type=Ledger)


def _rewritten(ledger: Ledger, change: Callable[[str, Any], Any]) -> Ledger:
    def walk(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: walk(change(key, inner)) for key, inner in value.items()}
        return [walk(inner) for inner in value] if isinstance(value, list) else value

    return msgspec.convert(walk(json.loads(_text(ledger))), Ledger)
