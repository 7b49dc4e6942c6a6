"""The recorded scenarios: what a visitor of the genuine pixel did, and all that was heard and seen of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from mock_meta.pixel_config import PixelConfig
from tests.mock_meta.pixel.comparable import unpack

_LARGE = PixelConfig(
    first_party_cookies=False,
    automatic_events=True,
    automatic_matching=("em", "external_id", "country"),
    page_metadata=True,
    automatic_parameters=True,
    microdata=True,
    website_performance=True,
    timezone=True,
    last_external_referrer=True,
    cookie_deprecation_label=True,
    bot_blocking=True,
    blocked_parameters=("wbraid",),
    blocked_url_parameters=("ver",),
)
_COOKIES = PixelConfig(
    first_party_cookies=True,
    automatic_events=True,
    page_metadata=True,
    automatic_parameters=True,
    website_performance=True,
    last_external_referrer=True,
    cookie_deprecation_label=True,
    topics=True,
)
PIXELS = {
    "minimal": PixelConfig(first_party_cookies=False),
    "large": _LARGE,
    "cookies": _COOKIES,
    "gateway": msgspec.structs.replace(
        _COOKIES, topics=False, gateway_hosts=("capig-1.invalid", "capig-fallback.invalid")
    ),
}
"""The configs of the recorded pixels as our switches: the minimal one, and three that real shops had."""


class Scenario(msgspec.Struct, frozen=True, kw_only=True):
    """One recording, to be played again.

    ``library`` is the genuine version; ``answers`` maps a path to the bare status that the server gave, 0 being a cut
    connection; ``held`` are paths answered only when a step says so; ``brought`` are cookies of an earlier visit;
    ``policy`` is the page's Content-Security-Policy.
    """

    library: str
    pixel: str = "minimal"
    address: str = "https://shop.example/"
    agent: str = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36"
    script: str = ""
    page: str = ""
    pages: dict[str, str] = {}
    answers: dict[str, int] = {}
    held: tuple[str, ...] = ()
    policy: str = ""
    brought: dict[str, str] = {}
    javascript: bool = True
    steps: list[list[Any]] = []


class Outcome(msgspec.Struct, kw_only=True):
    """What came of it. ``loads`` are pages, scripts and side channels; ``copies`` what an advertiser's gateway got."""

    loads: list[str | dict[str, str]] = []
    events: list[dict[str, str]] = []
    copies: list[dict[str, Any]] = []
    console: list[str] = []
    page_errors: list[str] = []
    cookies: dict[str, dict[str, Any]] = {}
    results: list[Any] = []


def _read_all() -> tuple[dict[str, Scenario], dict[str, Outcome]]:
    raw: dict[str, Any] = {}
    for path in sorted((Path(__file__).parent / "data").glob("*.json")):
        raw |= msgspec.json.decode(unpack(path.read_text(encoding="utf-8")))
    return msgspec.convert(raw, dict[str, Scenario]), msgspec.convert(raw, dict[str, Outcome])


SCENARIOS, OUTCOMES = _read_all()
