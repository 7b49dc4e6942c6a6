"""``pixelproof doctor``."""

from __future__ import annotations

import json
import sys

import click


@click.command()
@click.option("--install-browser", is_flag=True, help="Install a Chromium if none is found.")
@click.option("--browser-path", metavar="PATH", help="The Chromium to look at (or set PIXELPROOF_BROWSER).")
@click.option("--json", "as_json", is_flag=True, help="Print the results as JSON.")
def doctor(install_browser: bool, browser_path: str | None, as_json: bool) -> None:
    """Say what a run needs and is missing on this machine, with the command that mends it."""
    from harness.diagnosis import diagnose  # noqa: PLC0415 - loaded when it is needed

    results = diagnose(browser_path, install=install_browser)
    if as_json:
        click.echo(
            json.dumps([{"name": r.name, "ok": r.ok, "says": r.says, "mend": r.mend} for r in results], indent=2)
        )
    else:
        for result in results:
            click.echo(f"{'ok     ' if result.ok else 'MISSING'} {result.name}: {result.says}")
            if result.mend:
                click.echo(f"        mend it with: {result.mend}")
    sys.exit(0 if all(result.ok for result in results) else 2)
