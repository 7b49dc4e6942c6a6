"""What is beside a mock, and who starts it knows: the site, other slots, and switches that are not the mock's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import msgspec


class SwitchError(Exception):
    """A switch can't be turned; the message is one sentence for a person."""


class Switch(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is on or off."""

    name: str
    summary: str


class SwitchGroup(Protocol):
    """Switches of one kind, such as the mistakes that a site can be started with; which there are does not change."""

    def __hash__(self) -> int:
        """Any one by which this group is told from others."""

    @property
    def name(self) -> str:
        """What they are called together, in one word."""

    @property
    def note(self) -> str:
        """What turning one does, in one sentence."""

    @property
    def switches(self) -> Sequence[Switch]:
        """All that there are."""

    @property
    def on(self) -> Sequence[str]:
        """The names of those that are on."""

    async def turn(self, name: str, on: bool) -> None:
        """Turn one; its effect is there on return.

        Raises:
            SwitchError: it can't be.
        """


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """An address with a name for it."""

    name: str
    url: str


class Shown(Protocol):
    """A mock with a live page."""

    slot: int

    @property
    def live_url(self) -> str:
        """The address of the page."""


def live_links(metas: Sequence[Shown]) -> tuple[Link, ...]:
    """Links to the live pages of several mocks of one process."""
    return tuple(Link(name=f"slot {meta.slot}", url=meta.live_url) for meta in metas)


class Beside(msgspec.Struct, kw_only=True):
    """What is beside one mock.

    ``site`` is the site that it listens to; ``slots`` are the live pages of all slots of this process, in order, the
    mock's own among them; both may be empty.
    """

    site: Link | None = None
    slots: tuple[Link, ...] = ()
    groups: tuple[SwitchGroup, ...] = ()
