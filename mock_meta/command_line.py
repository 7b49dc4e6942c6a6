"""How a command line ends: what can't be done is one sentence on standard error and exit status 2."""

from __future__ import annotations

import io
import os
import sys

import click

from mock_meta.errors import MockMetaError

_INTERRUPTED = 130


def carry_out(command: click.Command, program: str, mistakes: type[Exception] = MockMetaError) -> None:
    """Run a command line that calls itself ``program``; ``mistakes`` are errors that say what is wrong themselves."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # Not every terminal or pipe takes every sign.
    try:
        command.main(standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(_INTERRUPTED)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (MockMetaError, mistakes) as error:
        _fail(program, str(error))
    except BrokenPipeError:
        # Whoever read the output has left; what is still buffered must not raise once more at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(2)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        _fail(program, f"{where}{error.strerror or error}")


def _fail(program: str, sentence: str) -> None:
    click.echo(f"{program}: {sentence}", err=True)
    sys.exit(2)
