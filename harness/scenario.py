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

    ``strength`` changes the fault settings for them. ``tags`` are what it can be chosen by: the symptoms of the trade
    that its failure explains, the channels that it tries, its journey, and how grave a failure is. With
    ``measures_cost`` the story is also played without its faults, to tell what they cost the shopper.
    """

    name: str
    summary: str
    doc: str
    given: tuple[Condition, ...]
    faults: tuple[str, ...]
    story: Story
    strength: Mapping[str, float] = {}
    tags: tuple[str, ...] = ()
    measures_cost: bool = False


_REGISTRY: dict[str, Scenario] = {}


def scenario(
    *,
    given: tuple[Condition, ...] = (),
    faults: tuple[str, ...] = (),
    strength: Mapping[str, float] | None = None,
    tags: tuple[str, ...] = (),
    measures_cost: bool = False,
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
            tags=tags,
            measures_cost=measures_cost,
        )
        return story

    return register


def scenarios(package_name: str) -> dict[str, Scenario]:
    """Every scenario of a package, by name."""
    package = importlib.import_module(package_name)
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package_name}.{module.name}")
    return dict(sorted(_REGISTRY.items()))


def select(
    names: tuple[str, ...], package_name: str, *, tags: tuple[str, ...] = (), words: str = ""
) -> tuple[Scenario, ...]:
    """The scenarios of these names, or all if none is given; of them those with all ``tags`` and all ``words``.

    Raises:
        SetupError: a name or a tag is unknown, or nothing is left.
    """
    known = scenarios(package_name)
    for name in names:
        if name not in known:
            raise SetupError(unknown("scenario", name, tuple(known)))
    of_all = tuple(sorted({tag for one in known.values() for tag in one.tags}))
    for tag in tags:
        if tag not in of_all:
            raise SetupError(unknown("tag", tag, of_all))
    named = [known[name] for name in names] or list(known.values())
    chosen = tuple(one for one in named if {*tags} <= {*one.tags} and _has_words(one, words))
    if not chosen:
        asked = " and ".join([*(f"the tag '{tag}'" for tag in tags), *([f"the words '{words}'"] if words else [])])
        raise SetupError(f"no scenario has {asked}; 'pixelproof list scenarios' shows what there is")
    return chosen


def _has_words(one: Scenario, words: str) -> bool:
    text = f"{one.name.replace('_', ' ')} {one.name} {one.doc}".lower()
    return all(word in text for word in words.lower().split())


def unknown(kind: str, name: str, known: tuple[str, ...]) -> str:
    """One sentence for a name that doesn't exist, with the nearest that do."""
    return no_such(kind, name, known, otherwise="'pixelproof list' shows what there is" if len(known) > _FEW else "")
