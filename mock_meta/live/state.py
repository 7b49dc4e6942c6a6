"""How a mock stands, beside what it heard: its faults, its clock, and what is beside it."""

from __future__ import annotations

from functools import lru_cache
from typing import Protocol

import msgspec

from mock_meta.clock import RunClock
from mock_meta.faults import Armed, faults
from mock_meta.live.beside import Beside, Link, SwitchGroup
from mock_meta.live.record import Live

FAULTS = "faults"


class Standing(Protocol):
    """What a page is told the state of: a mock."""

    slot: int
    clock: RunClock
    faults: dict[str, Armed]
    live: Live
    beside: Beside


class ShownSwitch(msgspec.Struct, frozen=True, kw_only=True):
    """A switch, and whether it is on."""

    name: str
    summary: str
    on: bool


class ShownGroup(msgspec.Struct, frozen=True, kw_only=True):
    """A group of switches."""

    name: str
    note: str
    switches: tuple[ShownSwitch, ...]


class State(msgspec.Struct, frozen=True, kw_only=True):
    """What a page shows of a mock around its events; ``failure`` is why it can't show these, or empty."""

    slot: int
    ahead_s: float
    site: Link | None
    slots: tuple[Link, ...]
    groups: tuple[ShownGroup, ...]
    failure: str


def state_of(meta: Standing) -> State:
    """How a mock stands now."""
    return State(
        slot=meta.slot,
        ahead_s=meta.clock.offset_s,
        site=meta.beside.site,
        slots=meta.beside.slots,
        groups=(_faults(frozenset(meta.faults)), *(_shown(group, frozenset(group.on)) for group in meta.beside.groups)),
        failure=meta.live.failure,
    )


@lru_cache
def _faults(armed: frozenset[str]) -> ShownGroup:
    switches = tuple(
        ShownSwitch(name=name, summary=fault.summary, on=name in armed) for name, fault in faults().items()
    )
    return ShownGroup(name=FAULTS, note="Meta misbehaves from the next request on.", switches=switches)


@lru_cache
def _shown(group: SwitchGroup, on: frozenset[str]) -> ShownGroup:
    # It is asked for with every event, and nearly always the same.
    switches = tuple(
        ShownSwitch(name=switch.name, summary=switch.summary, on=switch.name in on) for switch in group.switches
    )
    return ShownGroup(name=group.name, note=group.note, switches=switches)
