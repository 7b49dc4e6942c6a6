"""``pixelproof merge``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from harness.cli.reporting import concluded, deliver, report_options

if TYPE_CHECKING:
    from harness.reports.files import Reports


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@report_options
@click.option("-v", "--verbose", is_flag=True, help="Show rules, evidence and what passed with remarks.")
@click.option("-q", "--quiet", is_flag=True, help="Show only what did not pass, and the closing lines.")
def merge(files: tuple[Path, ...], reports: Reports, verbose: bool, quiet: bool) -> None:
    """Put the reports of shards together to those of one run.

    FILES are what 'pixelproof run --json' wrote on each machine. The exit status is that of the run as a whole.

    \b
    pixelproof run --shard 1/2 --seed 7 --json one.json
    pixelproof run --shard 2/2 --seed 7 --json two.json
    pixelproof merge one.json two.json --junit results.xml --summary summary.md
    """
    import msgspec  # noqa: PLC0415 - loaded when it is needed

    from harness.reports.merging import merged, read_document  # noqa: PLC0415
    from harness.reports.terminal import TerminalReport, make_console  # noqa: PLC0415

    document = merged({file: read_document(file) for file in files})
    told = concluded(reports, document.verdicts)
    told = msgspec.structs.replace(
        told, expired=(*document.expired, *told.expired), unused=(*document.unused, *told.unused)
    )
    status = told.exit_status(reports.fail_on)
    wall_s = sum(verdict.wall_s or 0.0 for verdict in told.verdicts)
    report = TerminalReport(make_console(), verbose=verbose, quiet=quiet)
    report.end(told.verdicts, status, wall_s, (*told.expired, *told.unused))
    whole = msgspec.structs.replace(
        document, verdicts=told.verdicts, exit_status=int(status), expired=told.expired, unused=told.unused
    )
    deliver(reports, whole)
    sys.exit(status)
