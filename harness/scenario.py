"""Scenarios: a journey under conditions and faults, told in a few lines, found by import."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

import msgspec

from harness.condition import Condition
from harness.errors import SetupError
from mock_meta.errors import no_such

if TYPE_CHECKING:
    from harness.visit import Visit

_FEW = 20

Story = Callable[["Visit"], Awaitable[None]]


class Scenario(msgspec.Struct, frozen=True, kw_only=True):
    """One story. ``faults`` are names of the mock's faults, armed from the start until the story lifts them or ends.

    ``strength`` changes the fault settings for them.
    """

    name: str
    summary: str
    doc: str
    given: tuple[Condition, ...]
    faults: tuple[str, ...]
    story: Story
    strength: Mapping[str, float] = {}


_REGISTRY: dict[str, Scenario] = {}


def scenario(
    *, given: tuple[Condition, ...] = (), faults: tuple[str, ...] = (), strength: Mapping[str, float] | None = None
) -> Callable[[Story], Story]:
    """Make an async function of a visit the scenario of its name."""

    def register(story: Story) -> Story:
        name = story.__name__
        told = inspect.getdoc(story) or ""
        point = inspect.getdoc(inspect.getmodule(story)) or ""
        _REGISTRY[name] = Scenario(
            name=name,
            summary=told.partition("\n")[0],
            doc=f"{told}\n\n{point}".strip(),
            given=given,
            faults=faults,
            story=story,
            strength=strength or {},
        )
        return story

    return register


def scenarios(package_name: str) -> dict[str, Scenario]:
    """Every scenario of a package, by name."""
    package = importlib.import_module(package_name)
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package_name}.{module.name}")
    return dict(sorted(_REGISTRY.items()))


def select(names: tuple[str, ...], package_name: str) -> tuple[Scenario, ...]:
    """The scenarios of these names, or all if none is given.

    Raises:
        SetupError: a name is unknown.
    """
    known = scenarios(package_name)
    for name in names:
        if name not in known:
            raise SetupError(unknown("scenario", name, tuple(known)))
    return tuple(known[name] for name in names) or tuple(known.values())


def unknown(kind: str, name: str, known: tuple[str, ...]) -> str:
    """One sentence for a name that doesn't exist, with the nearest that do."""
    return no_such(kind, name, known, otherwise="'pixelproof list' shows what there is" if len(known) > _FEW else "")
