"""Meta misbehaving: each fault is one small file here, found by import.

A fault is a pure function of a `Call`: it says what Meta does wrong with it (a `Misdeed`), or None. What it takes from
a run (``takes``) is told to the checks, so that no site is blamed for Meta's bad day. What a fault needs to remember
is in the call itself: ``nth`` counts per arming.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections import Counter
from collections.abc import Callable

import msgspec

from mock_meta.event import Channel
from mock_meta.misdeed import CUT, Call, FaultSettings, Misdeed, refused

__all__ = [
    "CUT",
    "Armed",
    "Call",
    "Fault",
    "FaultSettings",
    "Misdeed",
    "Taken",
    "fault",
    "faults",
    "refused",
]

Misbehaviour = Callable[[Call], Misdeed | None]


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a fault takes from a channel's copies.

    ``aspect`` is ``presence``, ``delay``, or an identifier that the copies then can't carry.
    """

    channel: Channel
    aspect: str


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """One way in which Meta misbehaves."""

    name: str
    summary: str
    doc: str
    takes: tuple[Taken, ...]
    misbehave: Misbehaviour


class Armed:
    """One fault in force, from its arming to its lifting."""

    def __init__(self, fault: Fault, settings: FaultSettings) -> None:
        self.fault = fault
        self._settings = settings
        self._seen: Counter[str] = Counter()

    def meet(self, call: Call) -> Misdeed | None:
        """What the fault does to the next call, which it counts."""
        self._seen[call.kind] += 1
        numbered = msgspec.structs.replace(call, nth=self._seen[call.kind], settings=self._settings)
        return self.fault.misbehave(numbered)


_REGISTRY: dict[str, Fault] = {}


def fault(*takes: Taken) -> Callable[[Misbehaviour], Misbehaviour]:
    """Register a function ``Call -> Misdeed | None`` as a fault named like the function."""

    def register(misbehave: Misbehaviour) -> Misbehaviour:
        name = misbehave.__name__
        doc = inspect.getdoc(misbehave) or ""
        summary = doc.split("\n", 1)[0]
        _REGISTRY[name] = Fault(name=name, summary=summary, doc=doc, takes=takes, misbehave=misbehave)
        return misbehave

    return register


def faults() -> dict[str, Fault]:
    """Every fault there is, by name."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    return dict(sorted(_REGISTRY.items()))
