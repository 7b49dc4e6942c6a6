"""What Meta demands of one event, in Meta's order.

Captured: the timestamp is judged before the customer information, and the currency before the value. Inferred: types
come before all of that, for all events of the request, and the rest lies in between as written here.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from mock_meta.wire import event_errors as errors
from mock_meta.wire import shape, user_data
from mock_meta.wire.errors import Refusal
from mock_meta.wire.outcome import GraphSettings

MESSAGING_EVENTS = frozenset({"LeadSubmitted", "Purchase", "AddToCart", "InitiateCheckout", "ViewContent"})
"""The events that the action source ``business_messaging`` may carry (verified live by a third party)."""

_LEAD_ID = re.compile(r"\d{15,16}")
_OS_VERSION = 4
"""Where ``extinfo`` has the version of the operating system (documented)."""


class _Judged(msgspec.Struct, frozen=True):
    """An event whose types are right, with what it is judged by."""

    event: Mapping[str, Any]
    received_at: float
    settings: GraphSettings

    def part(self, key: str) -> Mapping[str, Any]:
        """The object under a key of the event."""
        return shape.as_object(self.event.get(key))


def first_refusal(
    items: Sequence[Any], received_at: float, settings: GraphSettings, *, ordinary: bool = False
) -> Refusal | None:
    """Why Meta would refuse these items of ``data``, or None; the first one that is wrong decides for all.

    What becomes of the good ones beside it is `GraphSettings.batch_policy`. Of ``ordinary`` ones only the time is
    looked at, since nothing else can be wrong.
    """
    if len(items) > settings.max_events:
        return errors.too_many_events()
    if ordinary:
        return None if are_timely(items, received_at, settings) else _first_judgement(items, received_at, settings)
    shapes = (shape.refusal(item, at, settings) for at, item in enumerate(items))
    return next(filter(None, shapes), None) or _first_judgement(items, received_at, settings)


def are_timely(items: Sequence[Any], received_at: float, settings: GraphSettings) -> bool:
    """Whether no event can be too old or too far ahead, told from the first and the last of their times."""
    times = [item["event_time"] for item in items]
    oldest = received_at - min(settings.max_age_s, settings.max_age_offline_s)
    newest = math.inf if settings.max_future_s is None else received_at + settings.max_future_s
    return bool(min(times) >= oldest and max(times) <= newest)


def _first_judgement(items: Sequence[Any], received_at: float, settings: GraphSettings) -> Refusal | None:
    judgements = (_judge(_Judged(item, received_at, settings)) for item in items)
    return next(filter(None, judgements), None)


def refusals(items: Sequence[Any], received_at: float, settings: GraphSettings) -> tuple[Refusal | None, ...]:
    """For each item, why Meta would refuse it if it stood alone, or None."""
    return tuple(
        shape.refusal(item, at, settings) or _judge(_Judged(item, received_at, settings))
        for at, item in enumerate(items)
    )


def _judge(item: _Judged) -> Refusal | None:
    return next(filter(None, (rule(item) for rule in _RULES)), None)


def _age(item: _Judged) -> Refusal | None:
    event_time = shape.as_time(item.event.get("event_time")) or 0.0
    offline = item.event.get("action_source") == "physical_store"
    limit = item.settings.max_age_offline_s if offline else item.settings.max_age_s
    return errors.event_too_old() if item.received_at - event_time > limit else None


def _future(item: _Judged) -> Refusal | None:
    event_time = shape.as_time(item.event.get("event_time")) or 0.0
    limit = item.settings.max_future_s
    ahead = event_time - item.received_at
    return errors.future_event() if limit is not None and ahead > limit else None


def _messaging(item: _Judged) -> Refusal | None:
    messaging = item.event.get("action_source") == "business_messaging"
    allowed = item.event.get("event_name") in MESSAGING_EVENTS
    return errors.messaging_event_name() if messaging and not allowed else None


def _messaging_page(item: _Judged) -> Refusal | None:
    # Captured for WhatsApp; what the other channels need is not known.
    whatsapp = item.event.get("messaging_channel") == "whatsapp"
    if item.event.get("action_source") != "business_messaging" or not whatsapp:
        return None
    named = user_data.present(item.part("user_data")) & {"page_id", "whatsapp_business_account_id"}
    return None if named else errors.messaging_no_page(str(item.event.get("event_name")))


def _extinfo(item: _Judged) -> Refusal | None:
    # Two reports tell of an empty version of the operating system; what a shorter list gets is not known.
    extinfo = item.part("app_data").get("extinfo")
    if item.event.get("action_source") != "app" or not isinstance(extinfo, list) or len(extinfo) <= _OS_VERSION:
        return None
    return errors.app_extinfo() if extinfo[_OS_VERSION] in (None, "") else None


def _hashed(item: _Judged) -> Refusal | None:
    key = user_data.unhashed_key(item.part("user_data"))
    return errors.not_hashed(key) if key else None


def _customer(item: _Judged) -> Refusal | None:
    return errors.insufficient_user_data() if user_data.is_too_broad(item.part("user_data")) else None


def _lead(item: _Judged) -> Refusal | None:
    # Captured for events of a CRM only; what a website event with an odd lead id gets is not known.
    if item.event.get("action_source") != "system_generated":
        return None
    ids = user_data.values(item.part("user_data").get("lead_id"))
    return None if all(_LEAD_ID.fullmatch(str(lead)) for lead in ids) else errors.lead_id_invalid()


def _contents(item: _Judged) -> Refusal | None:
    contents = item.part("custom_data").get("contents") or ()
    return None if all(isinstance(content, dict) for content in contents) else errors.contents_not_objects()


def _currency(item: _Judged) -> Refusal | None:
    return errors.purchase_no_currency() if _lacks(item, "currency") else None


def _value(item: _Judged) -> Refusal | None:
    return errors.purchase_no_value() if _lacks(item, "value") else None


def _lacks(item: _Judged, key: str) -> bool:
    # Any text passes as a currency and any scalar as a value: no refusal of a wrong one was ever captured.
    return item.event.get("event_name") == "Purchase" and item.part("custom_data").get(key) in (None, "")


_RULES: tuple[Callable[[_Judged], Refusal | None], ...] = (
    _age,
    _future,
    _messaging,
    _messaging_page,
    _extinfo,
    _hashed,
    _customer,
    _lead,
    _contents,
    _currency,
    _value,
)
