"""Commands on a journal's file, without a server: ``export`` and ``import``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from mock_meta.errors import ExportError

if TYPE_CHECKING:
    from mock_meta.journal import Journal

_FORMATS = ("jsonl", "har")


@click.group("journal")
def journal() -> None:
    """Bring the record of the stand-in out of its file, and back into one."""


@journal.command("export")
@click.argument("path", metavar="JOURNAL", type=click.Path(path_type=Path))
@click.option(
    "--format", "form", type=click.Choice(_FORMATS), default="jsonl", show_default=True, help="What to write."
)
@click.option("--scrub", is_flag=True, help="Replace personal data by pseudonyms.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The file to write; without it: standard output.")
def export_journal(path: Path, form: str, scrub: bool, output: Path | None) -> None:
    """Write every recorded request with its answer and its events.

    Of JSON Lines, 'import' makes an equal journal. Scrubbed, what Meta would count stays the same.
    """
    import secrets  # noqa: PLC0415 - loaded when it is needed

    from mock_meta.export import exported  # noqa: PLC0415 - loaded when it is needed

    if output is not None and output.exists() and path.exists() and output.samefile(path):
        raise ExportError(f"{output}: this is the journal itself, which the export would overwrite")
    if not path.is_file():
        raise ExportError(f"{path}: a journal was expected here, but there is no such file")
    with _opened(path, read_only=True) as held, _written(output) as out:
        for chunk in exported(held.entries(), form, secrets.token_bytes() if scrub else None):
            out.write(chunk)
        if output is not None:
            click.echo(f"{len(held)} requests written to {output}", err=True)


@journal.command("import")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.argument("path", metavar="JOURNAL", type=click.Path(path_type=Path))
def import_journal(file: Path, path: Path) -> None:
    """Make a new journal of an export in JSON Lines; FILE is '-' for standard input.

    All or nothing: a line that is wrong leaves no journal.
    """
    from mock_meta.export import from_jsonl  # noqa: PLC0415 - loaded when it is needed

    with _read(file) as lines:
        entries = list(from_jsonl(lines, str(file)))
    with _opened(path) as held:
        count = held.restore(entries)
    click.echo(f"{count} requests brought into {path}", err=True)


@contextmanager
def _opened(path: Path, *, read_only: bool = False) -> Iterator[Journal]:
    from mock_meta.journal import Journal  # noqa: PLC0415 - loaded when it is needed

    held = Journal(path, read_only=read_only)
    try:
        yield held
    finally:
        held.close()


@contextmanager
def _written(path: Path | None) -> Iterator[BinaryIO]:
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        yield file


@contextmanager
def _read(path: Path) -> Iterator[BinaryIO]:
    if str(path) == "-":
        yield sys.stdin.buffer
        return
    with path.open("rb") as file:
        yield file
