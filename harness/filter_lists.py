"""What a filter list says of a request, by the engine that the Brave browser blocks with."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from harness.errors import NotHereError
from mock_meta.blocker import Wanted

if TYPE_CHECKING:
    from adblock import Engine

_NAMES = ("easylist.txt", "easyprivacy.txt")
_PLACES = ("/usr/share/webext", "/usr/share/mozilla/extensions", "/usr/share/chromium/extensions")
"""Where packages of systems put the extensions of browsers; uBlock Origin's bring the lists along."""
_KINDS: Mapping[str, tuple[str, ...]] = {
    "script": ("script",),
    "image": ("image",),
    "empty": ("xmlhttprequest", "ping"),
    "iframe": ("sub_frame",),
    "frame": ("sub_frame",),
    "style": ("stylesheet",),
    "font": ("font",),
    "audio": ("media",),
    "video": ("media",),
}
"""What a filter list calls a Sec-Fetch-Dest. A beacon is told from a fetch by nothing, so both are asked about."""


class FilterList(msgspec.Struct, frozen=True):
    """One or more lists, ready to be asked. It may be used by several visits."""

    engine: Engine

    def rule(self, wanted: Wanted) -> str:
        """The rule that stops a request; empty if it passes."""
        for kind in _KINDS.get(wanted.kind, ("other",)):
            found = self.engine.check_network_urls(wanted.url, wanted.page, kind)
            if found.matched:
                return (found.filter or "a rule without a name").split(" <+> ")[0]
        return ""


async def filter_list(named: tuple[Path, ...]) -> FilterList:
    """The filter lists that the user named, else those of this machine, in one.

    Raises:
        NotHereError: there is none, or the package that reads them is missing.
    """
    lists = named or installed()
    if not lists:
        raise NotHereError("there is no filter list here: name one by --filter-list, or install uBlock Origin")
    # Long lists take seconds to build, and whoever else visits must not wait for it.
    return await asyncio.to_thread(_built, tuple((path, os.stat(path).st_mtime_ns) for path in lists))


def installed() -> tuple[Path, ...]:
    """EasyList and EasyPrivacy as an installed uBlock Origin brings them; empty if there is none."""
    found: dict[str, Path] = {}
    for place in _PLACES:
        for folder, _, files in os.walk(place, followlinks=True):
            found.update({name: Path(folder, name) for name in _NAMES if name in files and name not in found})
    return tuple(found[name] for name in sorted(found))


@lru_cache(maxsize=4)
def _built(lists: tuple[tuple[Path, int], ...]) -> FilterList:
    try:
        from adblock import Engine, FilterSet  # noqa: PLC0415 - an extra that not everybody has
    except ImportError as error:
        raise NotHereError(
            "filter lists are read by the package 'adblock': install it by pip install 'pixelproof[filter-lists]'"
        ) from error
    rules = FilterSet(debug=True)  # Without it, no result names its rule.
    for path, _ in lists:
        try:
            rules.add_filter_list(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise NotHereError(f"the filter list {path} can't be read: {error}") from error
    return FilterList(Engine(rules))
