"""The command line. Each command is one module; what is heavy is imported when a command runs."""

from __future__ import annotations

import click

from harness.cli.baseline import baseline
from harness.cli.diagnose import diagnose
from harness.cli.doctor import doctor
from harness.cli.explain import explain
from harness.cli.judge import judge
from harness.cli.listing import list_kind
from harness.cli.merge import merge
from harness.cli.meta import journal, meta
from harness.cli.run import run
from harness.cli.selftest import selftest
from harness.cli.serve import serve
from harness.errors import PixelproofError
from mock_meta.command_line import carry_out


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit status: 0 clean, 1 findings, 2 could not run. Start with 'pixelproof run'.",
)
@click.version_option(package_name="pixelproof")
def pixelproof() -> None:
    """Prove, before a tag release, that Meta would count every conversion exactly once.

    A stand-in for Meta records what the Pixel and the Conversions API send while a real browser walks through a site;
    what it heard is held against the site's own books.
    """


for _command in (run, selftest, serve, meta, journal, judge, merge, baseline, list_kind, explain, diagnose, doctor):
    pixelproof.add_command(_command)


def main() -> None:
    """Run the command line; what can't be done is one sentence and exit status 2."""
    carry_out(pixelproof, "pixelproof", PixelproofError)
