"""Conditions: the visitor's world. Each is one small file in `harness.conditions`, found by import."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Any

import msgspec

from harness.ledger import Ban, Excuse

Hook = Callable[[Any], Awaitable[None]]
"""An async function of a `harness.visit.Visit`, which itself imports this module."""


class Phase(StrEnum):
    """When a condition's mechanism acts on a visit."""

    BEFORE_ARRIVAL = "before arrival"
    ON_LANDING = "on landing"


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """One trait of the visitor's world: its mechanism, and what it takes from what the plan promises.

    ``needs`` names what the site must have for it: ``consent.accept`` or ``consent.deny`` selectors.
    """

    name: str
    summary: str
    doc: str
    phase: Phase
    excuses: tuple[Excuse, ...]
    bans: tuple[Ban, ...]
    needs: tuple[str, ...]
    hook: Hook


_REGISTRY: dict[str, Condition] = {}


def condition(
    phase: Phase,
    *,
    excuses: tuple[Excuse, ...] = (),
    bans: tuple[Ban, ...] = (),
    needs: tuple[str, ...] = (),
) -> Callable[[Hook], Condition]:
    """Make an async function of a visit the condition of its name."""

    def register(hook: Hook) -> Condition:
        name = hook.__name__
        doc = inspect.getdoc(hook) or ""
        made = Condition(
            name=name,
            summary=doc.split("\n", 1)[0],
            doc=doc,
            phase=phase,
            excuses=excuses,
            bans=bans,
            needs=needs,
            hook=hook,
        )
        _REGISTRY[name] = made
        return made

    return register


def conditions() -> dict[str, Condition]:
    """Every condition there is, by name."""
    package = importlib.import_module("harness.conditions")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"harness.conditions.{module.name}")
    return dict(sorted(_REGISTRY.items()))
