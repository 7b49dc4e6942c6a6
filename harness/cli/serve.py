"""``pixelproof serve``."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import click

from harness.cli.options import bug_option, check_names, fault_option, guest_script, pixel_script_option, site_option

if TYPE_CHECKING:
    from harness.site import Site
    from mock_meta.guest_script import GuestScript


@click.command()
@site_option
@bug_option
@fault_option
@pixel_script_option
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    default="pixelproof-out",
    show_default=True,
    help="Folder for the journal and the site's data.",
)
def serve(
    site: Path | None, bugs: tuple[str, ...], faults: tuple[str, ...], pixel_script: str | None, output: Path
) -> None:
    """Start the stand-in for Meta and the site, to click through by hand.

    The site runs on loopback ports, so any browser shows it; what it sends can be read at the control address.
    """
    from harness.errors import SetupError  # noqa: PLC0415 - loaded when it is needed
    from harness.site_process import site_bugs  # noqa: PLC0415
    from harness.sources import chosen_site  # noqa: PLC0415
    from mock_meta import faults as registry  # noqa: PLC0415

    chosen = chosen_site(site)
    if chosen.start is None:
        raise SetupError(f"{chosen.path}: serve starts the site, but it has no [start] table")
    if bugs:
        check_names("bug", bugs, tuple(str(bug["name"]) for bug in site_bugs(chosen)))
    check_names("fault", faults, tuple(registry.faults()))
    asyncio.run(_serve(chosen, bugs, faults, guest_script(pixel_script), output))


async def _serve(
    site: Site, bugs: tuple[str, ...], names: tuple[str, ...], guest: GuestScript | None, output: Path
) -> None:
    from harness.slot import Slot  # noqa: PLC0415
    from mock_meta.faults import faults  # noqa: PLC0415
    from mock_meta.server import MetaSettings  # noqa: PLC0415
    from mock_meta.stopping import stop_asked  # noqa: PLC0415
    from mock_meta.tls import Certificates  # noqa: PLC0415

    asked = stop_asked()
    settings = MetaSettings(guest=guest)
    async with Slot(site, output / "serve", Certificates(), bugs=bugs, settings=settings, by_hand=True) as slot:
        for name in names:
            slot.meta.arm(faults()[name])
        click.echo(f"{site.name:<12} {slot.site.base_url}")
        click.echo(f"{'what came':<12} {slot.meta_url}/mock/all")
        click.echo(f"{'counted':<12} {slot.meta_url}/mock/counted")
        if bugs:
            click.echo(f"{'bugs':<12} {', '.join(bugs)}")
        if guest is not None:
            click.echo(f"{'guest':<12} {guest.said}")
        click.echo("Ctrl-C ends it.")
        await asked.wait()
