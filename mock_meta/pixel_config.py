"""What a pixel's owner has switched on, and the config script that says so to the pixel.

How each switch behaves was *measured* (with the version named), or is *inferred* where no recording shows it.
"""

from __future__ import annotations

import json
from typing import Any

import msgspec

MATCHED_KEYS = ("em", "ph", "fn", "ln", "ct", "st", "zp", "country", "ge", "db", "external_id")
"""The kinds of customer information that can be taken from a form."""


class PixelConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The switches of a pixel in Events Manager, as far as they change what its events carry or whether they go.

    Raises:
        ValueError: `automatic_matching` could have no effect: an unknown kind, or no automatic events.
    """

    first_party_cookies: bool = True
    """Write, read and send ``_fbp`` and ``_fbc``. Measured with 2.9.252."""
    automatic_events: bool = False
    """Report clicks on buttons as ``SubscribedButtonClick``; ``o`` says that automatic set-up is on.

    Measured with 2.9.325 for a ``<button>`` in a form; which other elements count is inferred.
    """
    automatic_matching: tuple[str, ...] = ()
    """The kinds of customer information (``em``, ``ph``, ...) taken from the form around a clicked button.

    Measured with 2.9.325 for ``em``; how other fields are recognised, and that later events carry it too, is inferred.
    """
    page_metadata: bool = False
    """Send the page's title with a PageView, its JSON-LD products with every event. Measured with 2.9.325."""
    automatic_parameters: bool = False
    """Send the currency and the prices of the page's OpenGraph and JSON-LD. Measured with 2.9.325."""
    microdata: bool = False
    """Send ``imft``, the flag of the microdata features, which are not here themselves. Measured with 2.9.325."""
    website_performance: bool = False
    """Send the time of DOMContentLoaded as ``plt``. Measured with 2.9.325."""
    timezone: bool = False
    """Send the offset from UTC in minutes as ``tz``. Measured with 2.9.325."""
    last_external_referrer: bool = False
    """Keep and send what kind of site the visitor came from, as ``ler``.

    Measured with 2.9.252 for no referrer, which is ``empty``, and for one of the same host, which is passed over;
    ``fb``, ``ig`` and ``other`` are known names whose hosts are inferred.
    """
    cookie_deprecation_label: bool = False
    """Send Chrome's label, or that there is none, as ``cdl``. Measured with 2.9.252 for a browser without one."""
    topics: bool = False
    """Register the visit for Chrome's Topics, once per storage. Measured with 2.9.252; for how long is inferred."""
    bot_blocking: bool = False
    """Send nothing for HeadlessChrome and Googlebot, in silence. Measured with 2.9.325."""
    prohibited_domains: tuple[str, ...] = ()
    """Traffic permissions: send nothing from these domains and their subdomains. Inferred, its silence too."""
    blocked_parameters: tuple[str, ...] = ()
    """Names removed from custom data, with a warning. Measured with 2.9.325 for one; several in ``up`` inferred."""
    blocked_url_parameters: tuple[str, ...] = ()
    """Query parameters whose values are removed from addresses, with a warning.

    Measured with 2.9.325 for one name in ``dl``; several, and ``rl``, are inferred.
    """
    gateway_hosts: tuple[str, ...] = ()
    """CAPI Gateway: the advertiser's hosts that get a copy of each event, the first that answers.

    Measured with 2.9.252, but for ``fb.advanced_matching`` of a known customer and for the way of long events.
    """

    def __post_init__(self) -> None:
        if unknown := set(self.automatic_matching) - set(MATCHED_KEYS):
            raise ValueError(f"automatic_matching knows no {', '.join(sorted(unknown))}; it knows {MATCHED_KEYS}")
        if self.automatic_matching and not self.automatic_events:
            raise ValueError("automatic_matching reads the form of a clicked button: switch on automatic_events too")


_FEATURES = {
    "first_party_cookies": ("FirstPartyCookies",),
    "automatic_events": ("InferredEvents", "AutomaticSetup"),
    "page_metadata": ("PageMetadata",),
    "automatic_parameters": ("AutomaticParameters",),
    "microdata": ("Microdata",),
    "website_performance": ("WebsitePerformance",),
    "timezone": ("Timezone",),
    "last_external_referrer": ("LastExternalReferrer",),
    "cookie_deprecation_label": ("CookieDeprecationLabel",),
    "topics": ("Topics",),
    "bot_blocking": ("BotBlocking",),
    "automatic_matching": ("AutomaticMatching",),
}

_SCRIPT = """\
fbq.registerPlugin({id}, {{__fbEventsPlugin: 1, plugin: (fbq, instance, config) => {{
{lines}  instance.configLoaded({id});
}}}});
"""


def config_script(pixel_id: str, settings: PixelConfig) -> bytes:
    """The answer to ``/signals/config/<pixel_id>``, UTF-8 JavaScript, without which the pixel sends nothing.

    ``pixel_id`` and every setting are quoted as JSON, so that a path made up by a client cannot become code.
    """
    quoted = json.dumps(pixel_id)
    lines = [f"  config.set({quoted}, {json.dumps(name)}, {json.dumps(value)});" for name, value in _settings(settings)]
    for switch, features in _FEATURES.items():
        if getattr(settings, switch):
            lines += [f"  instance.optIn({quoted}, {json.dumps(feature)});" for feature in features]
    return _SCRIPT.format(id=quoted, lines="".join(f"{line}\n" for line in lines)).encode()


def _settings(settings: PixelConfig) -> list[tuple[str, dict[str, Any]]]:
    """Each feature's own settings, of those that have any; empty ones are left out."""
    given: list[tuple[str, dict[str, Any]]] = [
        ("AutomaticMatching", {"keys": settings.automatic_matching}),
        ("ProhibitedSources", {"domains": settings.prohibited_domains}),
        ("UnwantedData", {"customData": settings.blocked_parameters, "urlParams": settings.blocked_url_parameters}),
        ("OpenBridge", {"hosts": settings.gateway_hosts}),
    ]
    return [(name, value) for name, value in given if any(value.values())]
