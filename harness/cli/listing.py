"""``pixelproof list``."""

from __future__ import annotations

import json
from pathlib import Path

import click

from harness.cli.catalogue import KINDS, catalogue
from harness.cli.options import site_option


@click.command("list")
@click.argument("kind", type=click.Choice(KINDS))
@site_option
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array of objects.")
def list_kind(kind: str, site: Path | None, as_json: bool) -> None:
    """Show what there is of one KIND, with a line each."""
    entries = catalogue(kind, site)
    if as_json:
        click.echo(json.dumps(entries, indent=2, ensure_ascii=False))
        return
    width = max((len(str(entry["name"])) for entry in entries), default=0)
    for entry in entries:
        click.echo(f"{entry['name']:<{width}}  {entry['summary']}")
    if not entries:
        click.echo(f"There are no {kind} here.", err=True)
