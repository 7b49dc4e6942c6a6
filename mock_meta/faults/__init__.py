"""Meta misbehaving: each fault is one small file here, found by import.

A fault sees each request before the mock does and either answers in its place or lets it pass. What it takes from a
run (``takes``) is told to the checks, so that no site is blamed for Meta's bad day.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Awaitable, Callable

import msgspec

from mock_meta.event import Answer, Channel


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """What a fault may look at: one request on its way into the mock."""

    method: str
    host: str
    path: str
    trace: str

    @property
    def is_graph(self) -> bool:
        """Whether this is a call to the Graph API, not one of the pixel's."""
        return not (self.is_pixel_event or self.is_script)

    @property
    def is_pixel_event(self) -> bool:
        """Whether this is a request to ``/tr``."""
        return self.path.rstrip("/") == "/tr"

    @property
    def is_script(self) -> bool:
        """Whether this fetches the pixel script or a pixel's configuration."""
        return self.path.endswith("/fbevents.js") or self.path.startswith("/signals/")


Misbehaviour = Callable[[Call], Awaitable[Answer | None]]


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a fault takes: ``aspect`` is ``presence`` or ``delay`` of a channel's copies."""

    channel: Channel
    aspect: str


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """One way in which Meta misbehaves."""

    name: str
    summary: str
    doc: str
    takes: tuple[Taken, ...]
    misbehave: Misbehaviour


_REGISTRY: dict[str, Fault] = {}


def fault(*takes: Taken) -> Callable[[Misbehaviour], Misbehaviour]:
    """Register an async function ``Call -> Answer | None`` as a fault named like the function."""

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
