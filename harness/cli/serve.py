"""``pixelproof serve``."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import click

from harness.cli.options import bug_option, check_names, fault_option, guest_script, pixel_script_option, site_option

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager

    from harness.slot import Slot
    from mock_meta.guest_script import GuestScript

    Open = Callable[[], AbstractAsyncContextManager[tuple[Slot, ...]]]


@click.command()
@site_option
@bug_option
@fault_option
@pixel_script_option
@click.option(
    "--slots",
    type=click.IntRange(1, 16),
    default=1,
    show_default=True,
    help="Copies of the site, each with a stand-in of its own.",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    default="pixelproof-out",
    show_default=True,
    help="Folder for the journal and the site's data.",
)
def serve(
    site: Path | None,
    bugs: tuple[str, ...],
    faults: tuple[str, ...],
    pixel_script: str | None,
    slots: int,
    output: Path,
) -> None:
    """Start the stand-in for Meta and the site, to click through by hand.

    The site runs on loopback ports, so any browser shows it. What it sends appears on the live page, where Meta's
    faults and the site's bugs can be switched too.
    """
    from harness.by_hand import slots_by_hand  # noqa: PLC0415 - loaded when it is needed
    from harness.errors import SetupError  # noqa: PLC0415
    from harness.site_process import site_bugs  # noqa: PLC0415
    from harness.sources import chosen_site  # noqa: PLC0415
    from mock_meta import faults as registry  # noqa: PLC0415
    from mock_meta.live.beside import Switch  # noqa: PLC0415
    from mock_meta.server import MetaSettings  # noqa: PLC0415

    chosen = chosen_site(site)
    if chosen.start is None:
        raise SetupError(f"{chosen.path}: serve starts the site, but it has no [start] table")
    known = [Switch(name=str(bug["name"]), summary=str(bug["summary"])) for bug in site_bugs(chosen)]
    if bugs:
        check_names("bug", bugs, tuple(bug.name for bug in known))
    check_names("fault", faults, tuple(registry.faults()))
    guest = guest_script(pixel_script)
    settings = MetaSettings(guest=guest)

    def opened() -> AbstractAsyncContextManager[tuple[Slot, ...]]:
        return slots_by_hand(chosen, output / "serve", known, count=slots, bugs=bugs, settings=settings)

    asyncio.run(_serve(opened, bugs, faults, guest))


async def _serve(opened: Open, bugs: tuple[str, ...], names: tuple[str, ...], guest: GuestScript | None) -> None:
    from mock_meta.faults import faults  # noqa: PLC0415 - loaded when it is needed
    from mock_meta.stopping import stop_asked  # noqa: PLC0415

    asked = stop_asked()
    async with opened() as slots:
        for slot in slots:
            for name in names:
                slot.meta.arm(faults()[name])
        for slot in slots:
            if len(slots) > 1:
                click.echo(f"slot {slot.meta.slot}")
            _say("live page", slot.meta.live_url)
            _say(slot.site.name, slot.site.base_url)
            _say("what came", f"{slot.meta_url}/mock/all")
            _say("counted", f"{slot.meta_url}/mock/counted")
        if bugs:
            _say("bugs", ", ".join(bugs))
        if guest is not None:
            _say("guest", guest.said)
        click.echo("Ctrl-C ends it.")
        await asked.wait()


def _say(name: str, value: str) -> None:
    click.echo(f"{name:<12} {value}")
