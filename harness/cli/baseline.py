"""``pixelproof baseline``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from harness.baseline import Baseline

_LEDGERS = Path("pixelproof-out/ledgers")


def _options(command: Callable[..., Any]) -> Callable[..., Any]:
    command = click.option(
        "--file",
        "path",
        type=click.Path(path_type=Path, dir_okay=False),
        default="pixelproof-baseline.toml",
        show_default=True,
        help="The baseline.",
    )(command)
    return click.argument("ledgers", nargs=-1, type=click.Path(path_type=Path))(command)


@click.group()
def baseline() -> None:
    """Keep what each scenario sends in a file for git, and tell what changes.

    The ledgers of a run are read: those of pixelproof-out/ledgers, or the LEDGERS named. The runs that are compared
    need one seed, so that the same shoppers come.

    \b
    pixelproof run --seed 1
    pixelproof baseline save
    ... a change to the tags ...
    pixelproof run --seed 1
    pixelproof baseline diff
    pixelproof baseline accept
    """


@baseline.command()
@_options
def save(ledgers: tuple[Path, ...], path: Path) -> None:
    """Write what the scenarios of a run sent to the baseline, in the place of all that stands there."""
    from harness.baseline import written  # noqa: PLC0415 - loaded when it is needed

    run = _of_run(ledgers)
    path.write_text(written(run), encoding="utf-8")
    click.echo(f"{path}: {len(run.scenarios)} scenarios of {run.site}, seed {run.seed}")


@baseline.command()
@_options
@click.option("--summary", type=click.Path(path_type=Path, dir_okay=False), help="Write the changes in Markdown here.")
@click.option("--whole", is_flag=True, help="The run was of all scenarios: one that it lacks is a change.")
def diff(ledgers: tuple[Path, ...], path: Path, summary: Path | None, whole: bool) -> None:
    """Tell what a run sent otherwise than the baseline says; exit status 1 if there is anything."""
    from harness.drift import drift  # noqa: PLC0415 - loaded when it is needed
    from harness.reports.changes import changes_told  # noqa: PLC0415
    from harness.reports.text import printable  # noqa: PLC0415

    old, new = _both(ledgers, path)
    changes = drift(old, new, whole=whole)
    for change in changes:
        click.echo(printable(str(change)))
    click.echo(f"{len(changes) or 'no'} change{'' if len(changes) == 1 else 's'} in {len(new.scenarios)} scenarios")
    if summary is not None:
        summary.parent.mkdir(parents=True, exist_ok=True)
        summary.write_text(changes_told(changes), encoding="utf-8")
    sys.exit(1 if changes else 0)


@baseline.command()
@_options
def accept(ledgers: tuple[Path, ...], path: Path) -> None:
    """Write what a run sent otherwise to the baseline; scenarios that it did not tell stay as they are."""
    import msgspec  # noqa: PLC0415 - loaded when it is needed

    from harness.baseline import written  # noqa: PLC0415
    from harness.drift import drift  # noqa: PLC0415
    from harness.reports.text import printable  # noqa: PLC0415

    old, new = _both(ledgers, path)
    changes = drift(old, new, whole=False)
    both = msgspec.structs.replace(old, scenarios={**old.scenarios, **new.scenarios})
    path.write_text(written(both), encoding="utf-8")
    for change in changes:
        click.echo(f"accepted: {printable(str(change))}")
    click.echo(f"{path}: {len(changes) or 'no'} change{'' if len(changes) == 1 else 's'} accepted")


def _both(ledgers: tuple[Path, ...], path: Path) -> tuple[Baseline, Baseline]:
    """The baseline, and the run that is held against it.

    Raises:
        SetupError: one of them can't be read, or they can't be compared.
    """
    from harness.baseline import load_baseline  # noqa: PLC0415 - loaded when it is needed
    from harness.errors import SetupError  # noqa: PLC0415

    old, new = load_baseline(path), _of_run(ledgers)
    if (old.site, old.seed) != (new.site, new.seed):
        raise SetupError(
            f"{path} is of {old.site} with seed {old.seed}, the run of {new.site} with seed {new.seed}; only runs of "
            f"one site with one seed can be compared: run with --seed {old.seed}"
        )
    return old, new


def _of_run(files: tuple[Path, ...]) -> Baseline:
    """What the ledgers of a run tell.

    Raises:
        SetupError: there are none, or they are of several runs.
    """
    from harness.baseline import Baseline  # noqa: PLC0415 - loaded when it is needed
    from harness.errors import SetupError  # noqa: PLC0415
    from harness.ledger import decode_ledger  # noqa: PLC0415
    from harness.sent import sent  # noqa: PLC0415

    found = files or tuple(sorted(_LEDGERS.glob("*.json")))
    if not found:
        raise SetupError(f"there is no ledger in {_LEDGERS}: 'pixelproof run --seed 1' leaves them there")
    ledgers = []
    for file in found:
        try:
            ledgers.append(decode_ledger(file.read_bytes(), str(file)))
        except OSError as error:
            raise SetupError(f"{file}: a ledger was expected here, but it can't be read: {error.strerror}") from error
    (site, seed), *others = {(ledger.site, ledger.seed): None for ledger in ledgers}
    if others:
        raise SetupError(
            f"these ledgers are of several runs: {site} with seed {seed}, and {others[0][0]} with seed {others[0][1]}; "
            "empty the folder, or name those of one run"
        )
    told = {ledger.scenario: sent(ledger) for ledger in ledgers if ledger.broken is None}
    return Baseline(site=site, seed=seed, scenarios=told)
