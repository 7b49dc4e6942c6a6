"""Customer information: which keys Meta knows, which are hashed, and which are too broad to match anybody."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

HASHED = frozenset({"em", "ph", "fn", "ln", "ge", "db", "ct", "st", "zp", "country"})
"""Keys that must be SHA-256 (documented)."""

HASHED_BY_SDKS = frozenset({"f5first", "f5last", "fi", "dobd", "dobm", "doby"})
"""Hashed keys that the official SDKs send, without documentation (read in their source)."""

PLAIN = frozenset(
    {
        "external_id",
        "client_ip_address",
        "client_user_agent",
        "fbc",
        "fbp",
        "subscription_id",
        "fb_login_id",
        "lead_id",
        "anon_id",
        "madid",
        "page_id",
        "page_scoped_user_id",
        "ctwa_clid",
        "ig_account_id",
        "ig_sid",
        "app_user_id",
        "whatsapp_business_account_id",
    }
)
"""Keys that are not hashed, or need not be (documented; the last two: from an SDK, and from an error text)."""

KNOWN = HASHED | HASHED_BY_SDKS | PLAIN

TOO_BROAD = (
    frozenset({"ct", "country", "st", "zp", "ge", "client_user_agent"}),
    frozenset({"db", "client_user_agent"}),
    frozenset({"fn", "ge"}),
    frozenset({"ln", "ge"}),
)
"""Whoever has sent no more than one of these sets has sent too little (documented, since v13.0)."""

_HASH = re.compile(r"[0-9a-fA-F]{64}(\.([A-Za-z0-9_-]{8}|[A-Za-z0-9_-]{2}))?")


def values(value: Any) -> list[Any]:
    """The values under one key: a scalar or a list of them, without null and empty text.

    Node's SDK sends ``[null]`` for what it couldn't normalise (measured), which is nothing at all.
    """
    items = value if isinstance(value, list) else [value]
    return [item for item in items if item is not None and item != ""]


def present(user_data: Mapping[str, Any]) -> frozenset[str]:
    """The known keys that carry something."""
    return frozenset(key for key, value in user_data.items() if key in KNOWN and values(value))


def is_hash(value: Any) -> bool:
    """Whether the value is a SHA-256 in hexadecimal, in either case, with or without the Parameter Builder's suffix.

    The suffix of 2 or 8 characters is read in Meta's source; that upper case passes is inferred from PHP's SDK.
    """
    return isinstance(value, str) and _HASH.fullmatch(value) is not None


def unhashed_key(user_data: Mapping[str, Any]) -> str | None:
    """The first key that must be hashed and isn't."""
    hashed = HASHED | HASHED_BY_SDKS
    return next((key for key, value in user_data.items() if key in hashed and not _all_hashed(value)), None)


def is_too_broad(user_data: Mapping[str, Any]) -> bool:
    """Whether the keys could match too many people, or nobody."""
    keys = present(user_data)
    return any(keys <= broad for broad in TOO_BROAD)


def _all_hashed(value: Any) -> bool:
    return all(is_hash(item) for item in values(value))
