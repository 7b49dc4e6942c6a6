"""Our own ``fbevents.js``, and the config for a guest; our script's own config is in ``pixel_config``.

The script reproduces, on the wire, what was measured with version 2.9.364. Its sources are small files beside this
module; here they become what a browser is served.
"""

from __future__ import annotations

import json
from functools import cache, lru_cache
from importlib import resources

from mock_meta.pixel_config import PixelConfig, config_script

__all__ = ["PixelConfig", "config_script", "guest_config_script", "pixel_script"]

_SOURCES = (
    "constants",
    "locks",
    "state",
    "features",
    "warnings",
    "browsers",
    "validation",
    "params",
    "transport",
    "sha256",
    "places",
    "normalize",
    "matching",
    "cookies",
    "clickids",
    "permissions",
    "blocklist",
    "environment",
    "metadata",
    "formfields",
    "gateway",
    "events",
    "pixels",
    "settings",
    "commands",
    "buttons",
    "spa",
    "boot",
)


_GUEST_COOKIES = ("browsers", "cookies", "clickids", "guest")
_GUEST_CONFIG = """\
fbq.registerPlugin({id}, {{__fbEventsPlugin: 1, plugin: (fbq, instance) => {{
{cookies}instance.configLoaded({id});
}}}});
"""
_GUEST_COOKIES_CONFIG = """\
try {{
(() => {{
"use strict";
{sources}joinGuest({id}, fbq, instance);
}})();
}} catch (error) {{
console.warn("pixelproof: no first-party cookies with this pixel script:", error);
}}
"""


@cache
def pixel_script() -> bytes:
    """The whole script as one closed function, UTF-8 JavaScript; the same bytes at every call."""
    return f'(function () {{\n"use strict";\n{_sources(_SOURCES)}}})();\n'.encode()


@lru_cache(maxsize=64)
def guest_config_script(pixel_id: str, *, first_party_cookies: bool) -> bytes:
    """The config by which a genuine script lets its queue go, UTF-8 JavaScript.

    It registers the pixel and says that its config is loaded, which is enough (measured with 2.8.14 and 2.9.364), and
    opts in to nothing: a genuine script would wait for a plugin of Meta's, and takes a feature that it doesn't know for
    an error, which leaves everything unsent (measured with 2.8.14, read in the source of newer ones). What a plugin
    would add to events, they lack. Only the first-party cookies are brought along, as our own code; that it fits was
    measured with 2.8.14, and is inferred for scripts of today.
    """
    quoted = json.dumps(pixel_id)
    cookies = _GUEST_COOKIES_CONFIG.format(sources=_sources(_GUEST_COOKIES), id=quoted) if first_party_cookies else ""
    return _GUEST_CONFIG.format(id=quoted, cookies=cookies).encode()


def _sources(names: tuple[str, ...]) -> str:
    folder = resources.files(__package__) / "pixel"
    return "\n".join((folder / f"{name}.js").read_text(encoding="utf-8") for name in names)
