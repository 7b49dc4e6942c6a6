"""Our own ``fbevents.js``; the config script that each pixel waits for is in ``pixel_config``.

The script reproduces, on the wire, what was measured with version 2.9.364. Its sources are small files beside this
module; here they become what a browser is served.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

from mock_meta.pixel_config import PixelConfig, config_script

__all__ = ["PixelConfig", "config_script", "pixel_script"]

_SOURCES = (
    "constants",
    "locks",
    "state",
    "features",
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


@cache
def pixel_script() -> bytes:
    """The whole script as one closed function, UTF-8 JavaScript; the same bytes at every call."""
    folder = resources.files(__package__) / "pixel"
    parts = [(folder / f"{name}.js").read_text(encoding="utf-8") for name in _SOURCES]
    body = "\n".join(parts)
    return f'(function () {{\n"use strict";\n{body}}})();\n'.encode()
