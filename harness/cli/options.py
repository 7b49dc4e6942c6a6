"""Options that several commands share."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from mock_meta.guest_script import GuestScript

site_option = click.option(
    "--site",
    type=click.Path(path_type=Path),
    help="The site.toml of the site under test. Without it: the fixture shop, started by itself.",
)
bug_option = click.option("--bug", "bugs", multiple=True, metavar="NAME", help="Start the site with this mistake.")
fault_option = click.option("--fault", "faults", multiple=True, metavar="NAME", help="Let Meta misbehave like this.")
pixel_script_option = click.option(
    "--pixel-script",
    metavar="PATH|live",
    help="Serve this pixel script in the place of our own: a file, or 'live' for the genuine one, fetched once.",
)

adblock_option = click.option(
    "--adblock-extension",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="FOLDER",
    help="The unpacked extension of the condition ad_blocker, such as uBlock Origin Lite, in the place of our own.",
)

filter_list_option = click.option(
    "--filter-list",
    "filter_lists",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    multiple=True,
    metavar="FILE",
    help="A filter list of the condition filter_list, such as EasyPrivacy's; without it, those of an installed uBlock "
    "Origin.",
)


def extensions(adblock: Path | None) -> Mapping[str, Path]:
    """The extensions that conditions may load, by name.

    Raises:
        SetupError: the folder holds no unpacked extension.
    """
    from harness.browsers import AD_BLOCKER, EXTENSIONS  # noqa: PLC0415 - light commands shouldn't load it
    from harness.errors import SetupError  # noqa: PLC0415

    if adblock is None:
        return EXTENSIONS
    if not (adblock / "manifest.json").is_file():
        raise SetupError(
            f"--adblock-extension wants the folder of an unpacked extension; {adblock} has no manifest.json"
        )
    return {**EXTENSIONS, AD_BLOCKER: adblock}


def guest_script(text: str | None) -> GuestScript | None:
    """The pixel script that ``--pixel-script`` names, its warning said on standard error; None for our own.

    Raises:
        SetupError: it can't be had.
    """
    if text is None:
        return None
    from harness.errors import SetupError  # noqa: PLC0415 - light commands shouldn't load it
    from mock_meta.errors import ScriptError  # noqa: PLC0415
    from mock_meta.guest_script import pixel_source  # noqa: PLC0415

    try:
        guest = asyncio.run(pixel_source(text).script())
    except ScriptError as error:
        raise SetupError(str(error)) from error
    if guest is not None and guest.warning:
        click.echo(f"pixelproof: {guest.warning}", err=True)
    return guest


def make_room(*paths: Path | None) -> None:
    """Make the folders of the reports before a run that would be lost for want of them."""
    for path in paths:
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)


def write_file(path: Path | None, content: bytes) -> None:
    """Write a report, if one was asked for."""
    if path is not None:
        make_room(path)
        path.write_bytes(content)


def check_names(kind: str, names: tuple[str, ...], known: tuple[str, ...]) -> None:
    """Refuse names that don't exist.

    Raises:
        SetupError: a name is unknown; with the nearest that exist.
    """
    from harness.errors import SetupError  # noqa: PLC0415 - light commands shouldn't load it
    from harness.scenario import unknown  # noqa: PLC0415

    for name in names:
        if name not in known:
            raise SetupError(unknown(kind, name, known))
