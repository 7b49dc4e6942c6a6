"""A blocker on the visitor's side, which sees each request as a browser sends it, and stops some."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

import msgspec

from mock_meta.edge import Screen
from mock_meta.event import Answer, Request

CUT = Answer(status=0)
"""No answer at all: the connection is cut."""


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """A request on its way. ``page`` is what asks for it, empty if it does not say; ``kind`` is its Sec-Fetch-Dest."""

    url: str
    page: str
    kind: str


class Blocker(msgspec.Struct, frozen=True, kw_only=True):
    """What ``refuses`` a request, with its reason, or lets it pass with an empty one; ``answer`` is what is said."""

    refuses: Callable[[Wanted], str]
    answer: Answer = CUT


def wanted(url: str, headers: Mapping[str, str]) -> Wanted | None:
    """The request of a browser's for a part of a page; None if it opens the page itself, or no browser has sent it.

    ``headers`` are by their names in lower case.
    """
    kind = headers.get("sec-fetch-dest", "")
    if kind in ("", "document"):
        return None
    return Wanted(url=url, page=headers.get("referer", "") or headers.get("origin", ""), kind=kind)


def fields(headers: bytes) -> dict[str, str]:
    """The header fields of a request's head without its first line, by their names in lower case."""
    lines = (line.partition(":") for line in headers.decode("latin-1").split("\r\n") if line)
    return {name.strip().lower(): value.strip() for name, _, value in lines}


class Blocking:
    """Asks the visitor's blocker, if there is one, wherever the stand-in can see what a browser sends.

    ``note(host, port, reason)`` puts on record what was stopped.
    """

    def __init__(self) -> None:
        self.blocker: Blocker | None = None
        self.note: Callable[[str, int, str], None] = lambda host, port, reason: None

    def stops(self, url: str, headers: Mapping[str, str]) -> bool:
        """Whether a request for this whole address is stopped."""
        asked = wanted(url, headers)
        reason = self.blocker.refuses(asked) if self.blocker is not None and asked is not None else ""
        if reason:
            parts = urlsplit(url)
            self.note(parts.hostname or "", parts.port or (80 if parts.scheme == "http" else 443), reason)
        return bool(reason)

    def answer_to(self, request: Request, host: str) -> Answer | None:
        """What is said in the place of one of Meta's hosts to a request that is stopped; None if it passes."""
        if self.blocker is None:
            return None
        headers = {name.lower(): value for name, value in request.headers}
        return self.blocker.answer if self.stops(f"https://{host}{request.url}", headers) else None

    def screen(self, host: str) -> Screen | None:
        """What stops requests to a host of the site, from their heads; None if there is no blocker now."""
        if self.blocker is None:
            return None

        def stops(head: bytes) -> bool:
            start, _, headers = head.partition(b"\r\n")
            words = start.decode("latin-1").split(" ")
            return len(words) == 3 and self.stops(f"https://{host}{words[1]}", fields(headers))

        return stops
