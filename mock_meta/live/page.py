"""The live page as a browser gets it: one document with its style and script, and a policy that lets in no other."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources

from aiohttp import web

_SCRIPTS = ("words", "model", "rows", "detail", "switches", "news", "page")


def page_response() -> web.Response:
    """The page, with headers that keep it to itself."""
    text, policy = _page()
    return web.Response(
        text=text,
        content_type="text/html",
        headers={
            "Content-Security-Policy": policy,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-store",
            "Cross-Origin-Opener-Policy": "same-origin",
        },
    )


@cache
def _page() -> tuple[str, str]:
    """The document and its Content-Security-Policy."""
    style = _asset("page.css")
    script = '(() => {\n"use strict";\n' + "\n".join(_asset(f"{name}.js") for name in _SCRIPTS) + "})();\n"
    policy = "; ".join(
        (
            "default-src 'none'",
            f"style-src {_hash(style)}",
            f"script-src {_hash(script)}",
            "connect-src 'self'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
        )
    )
    text = _asset("page.html").replace("/* style */", style).replace("/* script */", script)
    return text, policy


def _asset(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """What a Content-Security-Policy names a text by."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
