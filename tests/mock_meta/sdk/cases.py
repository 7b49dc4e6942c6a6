"""Each captured error, and what a sender does to deserve it, said once for all SDKs.

Plain data, so that it can be handed to an SDK of any language: fields of the SDKs' own models, or an event as it is
put on the wire where a model can't hold it.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Literal

import msgspec

from mock_meta.wire.graph import GraphSettings

PIXEL = "1202835294532393"
TOKEN = "EAAtestTOKEN"
SECRET = "s3cret"

KNOWN: dict[str, Any] = json.loads((Path(__file__).parent.parent / "wire/data/errors.json").read_text(encoding="utf-8"))
"""What is known of every error: evidence, status, and the error without its trace."""

CAPTURED = tuple(name for name, known in KNOWN.items() if known["evidence"].startswith("captured"))
"""Those whose whole answer was recorded, in English or in another language."""


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One call of an SDK, and what the mock must know to refuse it.

    ``how`` is ``model`` (`fields` for the SDK's own event), ``raw`` (`fields` are the event on the wire, through the
    pixel object's ``create_event``), or ``read`` (a GET of `edge`).
    """

    how: Literal["model", "raw", "read"] = "model"
    fields: dict[str, Any] = {}
    edge: str = ""
    pixel: str = PIXEL
    token: str | None = TOKEN
    secret: str | None = None
    graph: GraphSettings = GraphSettings(pixel_ids=(PIXEL,), access_tokens=(TOKEN,))

    def job(self, now: int) -> dict[str, Any]:
        """The call as plain values, ``now`` as the event's time unless it has one."""
        fields = {"event_time": now, **self.fields}
        return {
            "call": self.how,
            "fields": fields,
            "edge": self.edge,
            "pixel": self.pixel,
            "token": self.token,
            "secret": self.secret,
        }


def model(**changes: Any) -> dict[str, Any]:
    """A valid lead, as fields of an SDK's event; a change to None takes a field away."""
    fields = {
        "event_name": "Lead",
        "event_id": "lead-1",
        "action_source": "website",
        "event_source_url": "https://shop.example/thanks",
        "user_data": {"email": "john_smith@gmail.com", "client_user_agent": "Mozilla/5.0"},
        **changes,
    }
    return {key: value for key, value in fields.items() if value is not None}


def purchase(**custom_data: Any) -> dict[str, Any]:
    """A purchase with this custom data and nothing else in it."""
    return model(event_name="Purchase", custom_data=custom_data)


def raw(**changes: Any) -> dict[str, Any]:
    """A valid lead as it goes on the wire."""
    email = hashlib.sha256(b"john_smith@gmail.com").hexdigest()
    return {**model(user_data={"em": [email], "client_user_agent": "Mozilla/5.0"}), **changes}


def raw_purchase(contents: Any) -> dict[str, Any]:
    """A purchase as it goes on the wire, with contents of any shape."""
    return raw(event_name="Purchase", custom_data={"currency": "EUR", "value": 12.5, "contents": contents})


_SECRETIVE = GraphSettings(pixel_ids=(PIXEL,), access_tokens=(TOKEN,), app_secret=SECRET)

DESERVED: dict[str, Case] = {
    "event_too_old": Case(fields=model(event_time=1_500_000_000)),
    "contents_not_objects": Case(how="raw", fields=raw_purchase(["sku"])),
    "purchase_no_value": Case(fields=purchase(currency="EUR")),
    "purchase_no_currency": Case(fields=purchase(value=12.5)),
    "not_hashed": Case(how="raw", fields=raw(user_data={"ct": "7" * 63})),
    "shape": Case(how="raw", fields=raw_purchase({"id": "sku"})),
    "lead_id_invalid": Case(fields=model(action_source="system_generated", user_data={"lead_id": "7"})),
    "insufficient_user_data": Case(fields=model(user_data={"client_user_agent": "Mozilla/5.0"})),
    "messaging_no_page": Case(
        how="raw",
        fields=raw(
            event_name="LeadSubmitted",
            action_source="business_messaging",
            messaging_channel="whatsapp",
            user_data={"ctwa_clid": "click"},
        ),
    ),
    "token_unparsable": Case(fields=model(), token="garbage"),
    "no_token": Case(fields=model(), token=None),
    "object_missing": Case(fields=model(), pixel="1234567891234569"),
    "missing_permission": Case(
        how="read", edge="stats", graph=GraphSettings(pixel_ids=(PIXEL,), access_tokens=(TOKEN,), scopes=())
    ),
    "unknown_path": Case(how="read", edge="dataset_quality"),
    "appsecret_missing": Case(fields=model(), graph=_SECRETIVE),
    "appsecret_bad": Case(fields=model(), secret="another", graph=_SECRETIVE),
}
"""The captured errors that a sender can deserve; 21009 is Meta's own state and can only be forced."""


def assert_error(error: dict[str, Any], status: int, name: str) -> None:
    """An error object that an SDK hands out is what is known of the error, but for its trace."""
    known = KNOWN[name]
    assert status == known["status"]
    told = {key: value for key, value in error.items() if key != "fbtrace_id"}
    want = known["error"]
    if known["evidence"] == "captured":
        assert told == want
    for key in ("type", "code", "error_subcode", "message"):
        assert told.get(key) == want.get(key), key
