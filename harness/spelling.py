"""Names of events that mean a standard event of Meta's and are spelt otherwise."""

from __future__ import annotations

import re

from mock_meta.schemas import standard_events

_STANDARD = {name.lower(): name for name in standard_events()}

_ELSEWHERE = {
    "view_item": "ViewContent",
    "begin_checkout": "InitiateCheckout",
    "generate_lead": "Lead",
    "sign_up": "CompleteRegistration",
}
"""What Google Analytics calls events whose name differs from Meta's by more than its spelling."""


def meant_name(name: str) -> str:
    """The standard event that a name spells in another way (``purchase``, ``add_to_cart``), else the name itself."""
    return _STANDARD.get(re.sub(r"[^a-z]", "", name.lower()), name)


def is_alias(name: str, other: str) -> bool:
    """Whether two names are spellings of each other, or one is what Google Analytics calls the other."""
    return name != other and _spelt(name) == _spelt(other)


def _spelt(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", _ELSEWHERE.get(name.lower(), name).lower())
