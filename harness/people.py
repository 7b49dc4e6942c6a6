"""Which visitor of a run an event tells of, where there are several: by what only one of them has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from harness.ledger import Ledger, VisitRecord
from mock_meta.event import Event
from mock_meta.normalize import digest, read_cookie
from mock_meta.wire.user_data import values

_KEYS = ("em", "fbc", "fbp")
"""Surest first: a browser's id can be kept by something that shoppers share, and so can a cookie of a click."""


class People:
    """The visitors of a run, known by e-mail address, click id and the browser's cookies."""

    def __init__(self, ledger: Ledger) -> None:
        self._several = len({visit.visitor for visit in ledger.visits}) > 1
        self._owners: dict[tuple[str, str], set[int]] = defaultdict(set)
        for visit in ledger.visits if self._several else ():
            for mark in _marks_of_visit(visit):
                self._owners[mark].add(visit.visitor)

    def visitor(self, event: Event) -> int | None:
        """The only visitor that an event can tell of; None if there is only one at all, or if it can't be told."""
        if not self._several:
            return None
        for mark in _marks_of_event(event):
            owners = self._owners.get(mark, set())
            if len(owners) == 1:
                return next(iter(owners))
        return None


def _marks_of_visit(visit: VisitRecord) -> Iterator[tuple[str, str]]:
    email = visit.shopper.get("email", "").strip().lower()
    if email:
        yield "em", digest(email)
    if visit.click_id:
        yield "fbc", visit.click_id
    for held in visit.cookies:
        if (cookie := read_cookie(held.value)) is not None:
            yield held.name.removeprefix("_"), cookie.bare


def _marks_of_event(event: Event) -> Iterator[tuple[str, str]]:
    for key in _KEYS:
        for value in values(event.user_data.get(key)):
            cookie = None if key == "em" else read_cookie(value)
            yield key, cookie.bare if cookie is not None else str(value)
