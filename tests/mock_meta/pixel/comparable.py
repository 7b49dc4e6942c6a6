"""What of a recording and of a replay can be compared: all but clocks, screens and what is drawn anew at each load."""

from __future__ import annotations

import re
from typing import Any

TIMED = frozenset({"ts", "it", "sw", "sh", "plt"})
"""Clocks and the screen: their presence and their place are compared, their value is not."""

DRAWN = re.compile(r"exp$|expv2\b")
"""Experiments, drawn anew at every page load of the genuine pixel: neither names nor values are compared."""

OF_THE_BUILD = frozenset({"hme", "ex_m"})
"""Of a config's address: a hash and a list of the genuine build's own modules, which ours does not have."""

PLANTED_TIME = "1795202814707"
"""The time in the cookies that a recording began with, which must stay."""

_MADE_AT = re.compile(rf"\bfb\.(\d)\.(?!{PLANTED_TIME})\d{{13}}\.")
_BROWSER_ID = re.compile(r"\b(fb\.\d\.#\.)\d{10,18}(?=\W|$)")
_MADE_UP_ID = re.compile(r"(ob3_plugin-set_)[0-9a-f]{64}")
_WRITTEN_AT = re.compile(r'(lastExternalReferrerTime\\?":\\?")\d{13}')
_RUN = re.compile(r"(.)\1{49,}")
_PACKED_RUN = re.compile(r"\{\{(.)\*(\d+)\}\}")


def steady(text: str) -> str:
    """``text`` with ``#`` for every time and random number."""
    for pattern, put in ((_MADE_AT, r"fb.\1.#."), (_BROWSER_ID, r"\1#"), (_MADE_UP_ID, r"\1#"), (_WRITTEN_AT, r"\1#")):
        text = pattern.sub(put, text)
    return text


def comparable(params: list[tuple[str, str]]) -> dict[str, str]:
    """One request's parameters, in their order; a name that comes a second time is told apart."""
    kept: dict[str, str] = {}
    for name, value in params:
        if not DRAWN.match(name) and name not in OF_THE_BUILD:
            place = f"{name} again" if name in kept else name
            kept[place] = "#" if name in TIMED else _once(name, steady(value))
    return kept


def _once(name: str, value: str) -> str:
    """Clicks stored again within a millisecond are one entry of ``fbcs``, later ones several: a matter of time."""
    return ",".join(dict.fromkeys(value.split(","))) if name == "fbcs" else value


def without_experiments(body: dict[str, Any]) -> dict[str, Any]:
    """A gateway's copy of an event, without the arm of its experiment."""
    return {name: value for name, value in body.items() if name != "event_meta_info"}


def console_line(line: str) -> str:
    """A console message without the query of an address that it quotes, which holds clocks and experiments."""
    return re.sub(r"(https://www\.facebook\.com/tr/)\?[^']*", r"\1", line).strip()


def is_the_browsers(line: str) -> bool:
    """Whether the browser speaks of an answer's status, which it also does of icons, and not always."""
    return line.startswith("error: Failed to load resource")


def pack(text: str) -> str:
    """Long runs of one character as ``{{x*3000}}``."""
    return _RUN.sub(lambda run: f"{{{{{run[1]}*{len(run[0])}}}}}", text)


def unpack(text: str) -> str:
    """The inverse of `pack`."""
    return _PACKED_RUN.sub(lambda run: run[1] * int(run[2]), text)
