"""Bugs that the shop can be opened with. Each is one file in ``bugs``, and changes one seam."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from fixture_site.seams import Seams

Change = Callable[[Seams], Seams]

BUGS: dict[str, Bug] = {}
"""Every bug by its name."""


@dataclass(frozen=True, kw_only=True)
class Bug:
    """One mistake that shops really make."""

    name: str
    doc: str
    family: str
    severity: str
    imitates: str
    source: tuple[str, ...]
    apply: Change

    @property
    def summary(self) -> str:
        """The mistake in one line."""
        return self.doc.splitlines()[0]

    def public(self) -> dict[str, Any]:
        """The bug as ``--list-bugs`` tells it."""
        keys = ("name", "summary", "doc", "family", "severity", "source", "imitates")
        return {key: getattr(self, key) for key in keys}


def bug(*, family: str, severity: str, imitates: str, source: tuple[str, ...]) -> Callable[[Change], Change]:
    """Register a function from good seams to bad ones; its name and docstring are the bug's."""

    def register(apply: Change) -> Change:
        doc = inspect.getdoc(apply) or ""
        name = apply.__name__
        BUGS[name] = Bug(
            name=name, doc=doc, family=family, severity=severity, imitates=imitates, source=source, apply=apply
        )
        return apply

    return register


def seams_of(names: Iterable[str]) -> Seams:
    """The seams of a shop with these bugs; an empty name is none.

    Raises:
        KeyError: there is no bug of this name.
    """
    seams = Seams()
    for name in names:
        if name.strip():
            seams = BUGS[name.strip()].apply(seams)
    return seams


def _discover() -> None:
    package = importlib.import_module("fixture_site.bugs")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{module.name}")


_discover()
