"""``pixelproof list``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from harness.cli.catalogue import KINDS, TOLD, catalogue
from harness.cli.options import site_option


@click.command("list")
@click.argument("kind", type=click.Choice(KINDS))
@site_option
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array of objects.")
@click.option("--markdown", "as_markdown", is_flag=True, help="Print a page for a reader: all that 'explain' tells.")
def list_kind(kind: str, site: Path | None, as_json: bool, as_markdown: bool) -> None:
    """Show what there is of one KIND, with a line each."""
    entries = catalogue(kind, site)
    if as_markdown:
        click.echo(markdown_page(kind, entries), nl=False)
        return
    if as_json:
        click.echo(json.dumps(entries, indent=2, ensure_ascii=False))
        return
    width = max((len(str(entry["name"])) for entry in entries), default=0)
    for entry in entries:
        click.echo(f"{entry['name']:<{width}}  {entry['summary']}")
    if not entries:
        click.echo(f"There are no {kind} here.", err=True)


_CATCHES = "catches"


def markdown_page(kind: str, entries: list[dict[str, Any]]) -> str:
    """All of one kind as a Markdown page, entry by entry."""
    lines = [f"# {kind.capitalize()}", "", f"Written by `pixelproof list {kind} --markdown`.", ""]
    for entry in entries:
        number = f" ({entry['id']})" if entry.get("id") else ""
        lines += [f"## `{entry['name']}`{number}", "", str(entry.get("doc") or entry["summary"]), ""]
        facts = {key: value for key, value in entry.items() if key not in (*TOLD, "id") and value not in ([], "", None)}
        for key, value in facts.items():
            if key == _CATCHES:
                lines += [f"- {key}:", *(f"  - {item}" for item in value)]
            else:
                lines.append(f"- {key}: {', '.join(map(str, value)) if isinstance(value, list) else value}")
        lines += [""]
    return "\n".join(lines)
