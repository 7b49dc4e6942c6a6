"""Our own ``fbevents.js`` and the config script that a pixel waits for.

The script reproduces, on the wire, what was measured with version 2.9.364. Its sources are small files beside this
module; here they become what a browser is served.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources

import msgspec

_SOURCES = (
    "constants",
    "locks",
    "state",
    "warnings",
    "validation",
    "params",
    "transport",
    "sha256",
    "places",
    "normalize",
    "matching",
    "cookies",
    "clickids",
    "events",
    "pixels",
    "settings",
    "commands",
    "spa",
    "boot",
)

_CONFIG = """\
fbq.registerPlugin({id}, {{__fbEventsPlugin: 1, plugin: (fbq, instance, config) => {{
{opt_ins}  instance.configLoaded({id});
}}}});
"""


class PixelConfig(msgspec.Struct, frozen=True, kw_only=True):
    """What a pixel's owner has switched on in Events Manager, as far as it changes the wire.

    ``first_party_cookies`` False is the minimal config: no ``_fbp`` or ``_fbc`` is written, read or sent.
    """

    first_party_cookies: bool = True


@cache
def pixel_script() -> bytes:
    """The whole script as one closed function, UTF-8 JavaScript; the same bytes at every call."""
    folder = resources.files(__package__) / "pixel"
    parts = [(folder / f"{name}.js").read_text(encoding="utf-8") for name in _SOURCES]
    body = "\n".join(parts)
    return f'(function () {{\n"use strict";\n{body}}})();\n'.encode()


def config_script(pixel_id: str, settings: PixelConfig) -> bytes:
    """The answer to ``/signals/config/<pixel_id>``, UTF-8 JavaScript, without which the pixel sends nothing.

    ``pixel_id`` is quoted as JSON, so that a path made up by a client cannot become code.
    """
    quoted = json.dumps(pixel_id)
    opt_ins = f'  instance.optIn({quoted}, "FirstPartyCookies");\n' if settings.first_party_cookies else ""
    return _CONFIG.format(id=quoted, opt_ins=opt_ins).encode()
