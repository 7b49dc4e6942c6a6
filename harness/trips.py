"""Trips: how a shopper left the site for another's page, a bank's for example, and came back. Evidence for payments."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from urllib.parse import urlsplit

import msgspec

from harness.evidence import Evidence
from harness.ledger import Ledger, PageLoad


class Trip(msgspec.Struct, frozen=True, kw_only=True):
    """Another's page, and the site's own that took its place.

    ``returned_at`` is when that was asked for first: whoever clicks twice gives the first answer up.
    """

    away: PageLoad
    back: PageLoad
    returned_at: float

    @property
    def said(self) -> str:
        """The trip in words."""
        gone_s = self.returned_at - self.away.at
        return f"the shopper came back from {_parts(self.away)[0]} to {_parts(self.back)[1]} after {gone_s:.0f} s"


def trips(ledger: Ledger) -> Iterator[Trip]:
    """Every trip of the run's visitors, each from its last page elsewhere, in order of time."""
    for visit in ledger.visits:
        documents = [page for page in visit.pages if not page.route]
        for away, back in pairwise(documents):
            if not _is_own(ledger, away) and _is_own(ledger, back):
                given_up = [page.at for page in visit.given_up if _is_own(ledger, page) and page.at > away.at]
                yield Trip(away=away, back=back, returned_at=min((*given_up, back.at)))


def came_back(ledger: Ledger) -> str:
    """Evidence that a shopper went to another's page and came back."""
    return next((trip.said for trip in trips(ledger)), "")


def away_for(seconds: float) -> Evidence:
    """Evidence that it took a shopper at least so long on the run's clock to come back."""

    def evidence(ledger: Ledger) -> str:
        return next((trip.said for trip in trips(ledger) if trip.returned_at - trip.away.at >= seconds), "")

    return evidence


def settled_before_return(ledger: Ledger) -> str:
    """Evidence that a sale was in the books before its shopper was back."""
    return _settled(ledger, lambda settled_at, back_at: settled_at < back_at, "before")


def settled_after_return(ledger: Ledger) -> str:
    """Evidence that a sale was in the books only when its shopper was back."""
    return _settled(ledger, lambda settled_at, back_at: settled_at > back_at, "after")


def all_of(*evidences: Evidence) -> Evidence:
    """All of these together: if one is missing, there is none."""

    def evidence(ledger: Ledger) -> str:
        said = [one(ledger) for one in evidences]
        return "; ".join(said) if all(said) else ""

    return evidence


def _settled(ledger: Ledger, is_so: Callable[[float, float], bool], when: str) -> str:
    for trip in trips(ledger):
        asked_for = [one for one in ledger.conversions if one.created_at <= trip.away.at]
        last = max(asked_for, key=lambda one: one.created_at, default=None)
        if last is not None and last.settled_at is not None and is_so(last.settled_at, trip.returned_at):
            apart_s = abs(trip.returned_at - last.settled_at)
            return f"{last.key} was settled {apart_s:.2f} s {when} {trip.said}"
    return ""


def _is_own(ledger: Ledger, page: PageLoad) -> bool:
    return _parts(page)[0] in ledger.site_hosts


def _parts(page: PageLoad) -> tuple[str, str]:
    parts = urlsplit(page.url)
    return parts.netloc, parts.path or "/"
