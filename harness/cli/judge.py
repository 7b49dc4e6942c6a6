"""``pixelproof judge``."""

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
def judge(
    files: tuple[Path, ...],
    reports: Reports,
    verbose: bool,
    quiet: bool,
) -> None:
    """Judge saved ledgers again, without a browser.

    A ledger is the evidence of one scenario; 'pixelproof run' leaves them in pixelproof-out/ledgers.
    """
    import msgspec  # noqa: PLC0415 - loaded when it is needed

    from harness.errors import SetupError  # noqa: PLC0415
    from harness.judge import judge as judged  # noqa: PLC0415
    from harness.ledger import decode_ledger  # noqa: PLC0415
    from harness.reports.document import RunDocument  # noqa: PLC0415
    from harness.reports.terminal import TerminalReport, make_console  # noqa: PLC0415

    floor = reports.fail_on
    ledgers = []
    for file in files:
        try:
            ledgers.append((file, decode_ledger(file.read_bytes(), str(file))))
        except OSError as error:
            raise SetupError(f"{file}: a ledger was expected here, but it can't be read: {error.strerror}") from error
    verdicts = tuple(msgspec.structs.replace(judged(ledger, floor), ledger=str(file)) for file, ledger in ledgers)
    told = concluded(reports, verdicts)
    status = told.exit_status(floor)
    TerminalReport(make_console(), verbose=verbose, quiet=quiet).end(
        told.verdicts, status, remarks=(*told.expired, *told.unused)
    )
    sites = ", ".join(dict.fromkeys(ledger.site for _, ledger in ledgers))
    deliver(
        reports,
        RunDocument(
            site=sites, exit_status=int(status), verdicts=told.verdicts, expired=told.expired, unused=told.unused
        ),
    )
    sys.exit(status)
