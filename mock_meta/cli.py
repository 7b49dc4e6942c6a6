"""The stand-in's own command line: ``python -m mock_meta``, and the same as ``pixelproof meta``.

What is heavy is imported when a command runs.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from mock_meta.command_line import carry_out
from mock_meta.journal_cli import export_journal, import_journal, journal

__all__ = ["journal", "main", "meta"]

if TYPE_CHECKING:
    from mock_meta.alone import Ready
    from mock_meta.guest_script import GuestScript

_PORT = click.IntRange(0, 65535)


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--port", default=8787, show_default=True, type=_PORT, help="Plain HTTP: control API, Graph and /tr; 0: a free one."
)
@click.option("--tls-port", default=0, type=_PORT, help="TLS for Meta's hosts; 0 takes a free one.")
@click.option("--proxy-port", default=0, type=_PORT, help="The steering proxy; 0 takes a free one.")
@click.option(
    "--journal",
    type=click.Path(path_type=Path),
    default="pixelproof-out/meta/journal.sqlite",
    show_default=True,
    help="The journal's file; what it holds already is kept. The authority's ca.pem is written beside it.",
)
@click.option(
    "--slots",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="Stand-ins in this process, a journal each; a fixed port is the first slot's, the next one's is one higher.",
)
@click.option("--fault", "faults", multiple=True, metavar="NAME", help="Let Meta misbehave like this.")
@click.option("--settings", "file", type=click.Path(path_type=Path), help="Settings: a TOML file.")
@click.option("--set", "texts", multiple=True, metavar="TABLE.NAME=VALUE", help="One setting more, over the file's.")
@click.option(
    "--pixel-script",
    metavar="FILE|live",
    help="Serve this pixel script in place of our own: a file, or 'live' for Meta's own, fetched once a day.",
)
@click.option("--pass-host", "passed", multiple=True, metavar="HOST", help="A host that the proxy lets through.")
@click.option("--json", "as_json", is_flag=True, help="Print the addresses as one line of JSON.")
@click.version_option(package_name="pixelproof")
@click.pass_context
def meta(  # noqa: PLR0913, PLR0917 - one parameter an option
    context: click.Context,
    port: int,
    tls_port: int,
    proxy_port: int,
    journal: Path,
    slots: int,
    faults: tuple[str, ...],
    file: Path | None,
    texts: tuple[str, ...],
    pixel_script: str | None,
    passed: tuple[str, ...],
    as_json: bool,
) -> None:
    """Run the stand-in for Meta alone, beside your own stack.

    It imitates no ads, audiences or attribution, and nothing that you send reaches Meta. Point a Conversions API client
    at the HTTP address, or steer a browser and a backend through the proxy.

    \b
    python -m mock_meta
    python -m mock_meta --port 0 --slots 4 --json
    python -m mock_meta --fault graph_slow --set faults.slow_s=3
    """  # noqa: D301 - click wants the sign itself, before a paragraph that keeps its lines
    if context.invoked_subcommand is not None:
        _refuse_options(context)
        return
    from mock_meta.alone import Alone, run_alone  # noqa: PLC0415 - loaded when it is needed
    from mock_meta.event_loop import run  # noqa: PLC0415
    from mock_meta.settings_reader import read_settings  # noqa: PLC0415

    what = Alone(
        port=port,
        tls_port=tls_port,
        proxy_port=proxy_port,
        journal=journal,
        slots=slots,
        faults=faults,
        settings=read_settings(file, texts, _guest(pixel_script)),
        passed_hosts=frozenset(host.lower() for host in passed),
    )
    run(run_alone(what, _print_json if as_json else _print))


meta.add_command(export_journal)
meta.add_command(import_journal)


def _guest(text: str | None) -> GuestScript | None:
    if text is None:
        return None
    import asyncio  # noqa: PLC0415 - loaded when it is needed

    from mock_meta.guest_script import pixel_source  # noqa: PLC0415

    guest = asyncio.run(pixel_source(text).script())
    if guest is not None and guest.warning:
        click.echo(guest.warning, err=True)
    return guest


def _refuse_options(context: click.Context) -> None:
    """Options of the server have no meaning before another command; silence would hide a mistake."""
    for name in context.params:
        if context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            raise click.UsageError(f"the server's options don't go with '{context.invoked_subcommand}'", context)


def _print_json(ready: Ready) -> None:
    import msgspec  # noqa: PLC0415 - loaded when it is needed

    click.echo(msgspec.json.encode(ready).decode())


def _print(ready: Ready) -> None:
    for place in ready.slots:
        if len(ready.slots) > 1:
            click.echo(f"slot {place.slot}")
        click.echo(f"live page               {place.live}")
        click.echo(f"Graph, /tr and control  {place.http}  ({place.http}/mock/all)")
        click.echo(f"TLS for Meta's hosts    {place.tls}  (authority: {ready.authority})")
        click.echo(f"proxy                   {place.proxy}")
        click.echo(f"journal                 {place.journal} ({place.requests} requests)")
    click.echo("Ctrl-C ends it.")


def main() -> None:
    """Run ``python -m mock_meta``."""
    carry_out(meta, "mock_meta")
