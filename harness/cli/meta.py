"""``pixelproof meta``."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from harness.cli.options import check_names, fault_option


@click.command()
@click.option(
    "--port",
    default=8787,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Plain HTTP: control API, Graph and /tr.",
)
@click.option("--tls-port", default=0, type=click.IntRange(0, 65535), help="TLS for Meta's hosts; 0 takes a free one.")
@click.option("--proxy-port", default=0, type=click.IntRange(0, 65535), help="The steering proxy; 0 takes a free one.")
@click.option(
    "--journal",
    type=click.Path(path_type=Path),
    default="pixelproof-out/meta/journal.sqlite",
    show_default=True,
    help="The journal's file; what it holds already is kept.",
)
@fault_option
def meta(port: int, tls_port: int, proxy_port: int, journal: Path, faults: tuple[str, ...]) -> None:
    """Run the stand-in for Meta alone, beside your own stack.

    Point a Conversions API client at the HTTP address, or steer a browser and a backend through the proxy.
    """
    from mock_meta import faults as registry  # noqa: PLC0415 - loaded when it is needed

    check_names("fault", faults, tuple(registry.faults()))
    asyncio.run(_serve(port, tls_port, proxy_port, journal, faults))


async def _serve(port: int, tls_port: int, proxy_port: int, journal: Path, names: tuple[str, ...]) -> None:
    from harness.cli.stopping import stop_asked  # noqa: PLC0415
    from harness.errors import SetupError  # noqa: PLC0415
    from mock_meta.faults import faults  # noqa: PLC0415
    from mock_meta.journal import JournalError  # noqa: PLC0415
    from mock_meta.server import MockMeta  # noqa: PLC0415

    asked = stop_asked()
    try:
        mock = MockMeta(journal)
        await mock.start(port, tls_port, proxy_port)
    except JournalError as error:
        raise SetupError(str(error)) from error
    except OSError as error:
        raise SetupError(
            f"the ports {port}, {tls_port}, {proxy_port} of 127.0.0.1 can't all be opened ({error.strerror}); "
            "stop what uses them, or choose others with --port, --tls-port and --proxy-port"
        ) from error
    try:
        for name in names:
            mock.arm(faults()[name])
        authority = mock.certificates.write_authority(journal.parent / "ca.pem")
        click.echo(
            f"Graph, /tr and control  http://127.0.0.1:{mock.http_port}  (http://127.0.0.1:{mock.http_port}/mock/all)"
        )
        click.echo(f"TLS for Meta's hosts    https://127.0.0.1:{mock.tls_port}  (authority: {authority})")
        click.echo(f"proxy                   http://127.0.0.1:{mock.proxy_port}")
        click.echo(f"journal                 {journal} ({len(mock.journal)} requests)")
        click.echo("Ctrl-C ends it.")
        await asked.wait()
    finally:
        await mock.stop()
