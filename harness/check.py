"""Checks: pure functions of a case, found by import, each documented by its docstring."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator

import msgspec

from harness.case import Case
from harness.ledger import Ledger
from harness.verdict import Finding, Severity
from mock_meta.event import Channel

Judge = Callable[[Case], Iterator[Finding]]

BOOKS = "books"


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """One rule.

    ``needs`` names what must be observed for it to be judged: ``browser``, ``server``, ``books``. ``effect_of`` names
    checks (glob patterns) whose finding on the same subject explains this one's, which is then folded under it.
    ``rule`` is where the rule comes from and how sure that is.
    """

    name: str
    summary: str
    doc: str
    severity: Severity
    needs: tuple[str, ...]
    effect_of: tuple[str, ...]
    rule: str
    judge: Judge

    def unobservable(self, ledger: Ledger) -> str:
        """Why this check can't be judged on ``ledger``; empty if it can."""
        for need in self.needs:
            if need == BOOKS and not ledger.books:
                return "the site's books can't be read"
            if need != BOOKS and Channel(need) not in ledger.observes:
                return f"the {need} channel is not observed on this site"
        return ""


_REGISTRY: dict[str, Check] = {}


def check(
    name: str,
    severity: Severity,
    *,
    needs: tuple[str, ...] = (),
    effect_of: tuple[str, ...] = (),
    rule: str,
) -> Callable[[Judge], Judge]:
    """Register a generator of findings as the check ``name``."""

    def register(judge: Judge) -> Judge:
        doc = inspect.getdoc(judge) or ""
        _REGISTRY[name] = Check(
            name=name,
            summary=doc.split("\n", 1)[0],
            doc=doc,
            severity=severity,
            needs=needs,
            effect_of=effect_of,
            rule=rule,
            judge=judge,
        )
        return judge

    return register


def checks() -> dict[str, Check]:
    """Every check there is, by name."""
    package = importlib.import_module("harness.checks")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"harness.checks.{module.name}")
    return dict(sorted(_REGISTRY.items()))
