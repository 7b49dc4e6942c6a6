"""Mistakes: what sites really get wrong in their tracking, as rewritings of the evidence of a clean run.

Each is one small function in `harness.mistakes`, found by import. It takes the ledger of a run in which nothing was
wrong and returns the one that the same run would have left, had the site made the mistake; so a gate can be proven to
turn red in milliseconds, on any site's own evidence. A trap rewrites the same way what is legitimate.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable

import msgspec

from harness.ledger import Ledger
from harness.verdict import Severity

Rewrite = Callable[[Ledger], Ledger | None]
"""From clean evidence to that of the mistake; None where this evidence holds nothing that it would change."""


class Mistake(msgspec.Struct, frozen=True, kw_only=True):
    """One mistake of the field.

    ``id`` is its number: F and that in the catalogue of field reports, or P for one of our own. A finding of ``check``
    shows it, and names it if one of its causes, or its message, holds the words ``cause``. ``scenarios`` show it best
    when it is driven in a browser, in a site that has it or under ``fault``. ``rewrite`` is None for one that a ledger
    alone can't tell: what it changes is the traffic itself, and driving it is the only proof. ``needs`` says in a few
    words what a site's plan, or its evidence, must hold for it to be seen.
    """

    id: str
    name: str
    summary: str
    doc: str
    family: str
    severity: Severity
    check: str
    cause: str
    scenarios: tuple[str, ...]
    fault: str
    sources: tuple[str, ...]
    needs: str
    rewrite: Rewrite | None


class Trap(msgspec.Struct, frozen=True, kw_only=True):
    """Something legitimate that naive checks take for a mistake; ``scenarios`` drive it in a browser."""

    id: str
    name: str
    summary: str
    doc: str
    scenarios: tuple[str, ...]
    sources: tuple[str, ...]
    rewrite: Rewrite | None


_MISTAKES: dict[str, Mistake] = {}
_TRAPS: dict[str, Trap] = {}


def mistake(  # noqa: PLR0913 - one parameter a fact
    number: str,
    *,
    family: str,
    severity: Severity,
    check: str,
    cause: str,
    scenarios: tuple[str, ...] = ("healthy_purchase",),
    fault: str = "",
    sources: tuple[str, ...] = (),
    needs: str = "",
    driven_only: bool = False,
) -> Callable[[Rewrite], Rewrite]:
    """Register a rewriting of clean evidence as the mistake of its name; ``driven_only`` ones rewrite nothing."""

    def register(rewrite: Rewrite) -> Rewrite:
        doc = inspect.getdoc(rewrite) or ""
        _MISTAKES[number] = Mistake(
            id=number,
            name=rewrite.__name__,
            summary=doc.partition("\n")[0],
            doc=doc,
            family=family,
            severity=severity,
            check=check,
            cause=cause,
            scenarios=scenarios,
            fault=fault,
            sources=sources,
            needs=needs,
            rewrite=None if driven_only else rewrite,
        )
        return rewrite

    return register


def trap(
    number: str,
    *,
    scenarios: tuple[str, ...] = (),
    sources: tuple[str, ...] = (),
    driven_only: bool = False,
) -> Callable[[Rewrite], Rewrite]:
    """Register a rewriting of clean evidence as the trap of its name; ``driven_only`` ones rewrite nothing."""

    def register(rewrite: Rewrite) -> Rewrite:
        doc = inspect.getdoc(rewrite) or ""
        _TRAPS[number] = Trap(
            id=number,
            name=rewrite.__name__,
            summary=doc.partition("\n")[0],
            doc=doc,
            scenarios=scenarios,
            sources=sources,
            rewrite=None if driven_only else rewrite,
        )
        return rewrite

    return register


def mistakes() -> dict[str, Mistake]:
    """Every mistake there is, by id."""
    _import_all()
    return dict(sorted(_MISTAKES.items()))


def traps() -> dict[str, Trap]:
    """Every trap there is, by id."""
    _import_all()
    return dict(sorted(_TRAPS.items()))


def _import_all() -> None:
    package = importlib.import_module("harness.mistakes")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"harness.mistakes.{module.name}")


def telling_scenarios() -> frozenset[str]:
    """The names of the scenarios in which some mistake shows, or some trap lies."""
    of_mistakes = {name for one in mistakes().values() for name in one.scenarios}
    return frozenset(of_mistakes | {name for one in traps().values() for name in one.scenarios})
