"""Reports of shards as one: what an unsharded run would have said."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain, zip_longest
from pathlib import Path

import msgspec

from harness.errors import SetupError
from harness.reports.document import RunDocument
from harness.verdict import Verdict


def read_document(path: Path) -> RunDocument:
    """The document that ``--json`` wrote to a file.

    Raises:
        SetupError: there is none.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=RunDocument)
    except OSError as error:
        raise SetupError(f"{path}: a report was expected here, but it can't be read: {error.strerror}") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise SetupError(f"{path}: this is no report that 'pixelproof run --json' wrote: {error}") from error


def merged(documents: Mapping[Path, RunDocument]) -> RunDocument:
    """One document of several. Shards are put together as they were parted; other runs follow one another.

    How the whole ends is for whoever knows which finding fails it.

    Raises:
        SetupError: they are not of one site, bugs and faults; a shard is missing; or a scenario stands in two.
    """
    (first_path, first), *others = documents.items()
    for path, other in others:
        for name in ("site", "bugs", "faults"):
            if getattr(other, name) != getattr(first, name):
                raise SetupError(f"{path} and {first_path} are of different runs: their {name} differ")
    _check_twice(documents)
    seeds = {document.seed for document in documents.values()}
    every = documents.values()
    return msgspec.structs.replace(
        first,
        verdicts=_in_order(documents),
        seed=seeds.pop() if len(seeds) == 1 else None,
        shard=None,
        expired=tuple(dict.fromkeys(chain.from_iterable(document.expired for document in every))),
        # A waiver that met something in one shard is no idle one.
        unused=tuple(one for one in first.unused if all(one in document.unused for document in every)),
    )


def _check_twice(documents: Mapping[Path, RunDocument]) -> None:
    where: dict[str, Path] = {}
    for path, document in documents.items():
        for verdict in document.verdicts:
            if (other := where.setdefault(verdict.scenario, path)) != path:
                raise SetupError(f"{verdict.scenario} stands in both {other} and {path}")


def _in_order(documents: Mapping[Path, RunDocument]) -> tuple[Verdict, ...]:
    shards = {document.shard: document.verdicts for document in documents.values() if document.shard is not None}
    if not shards:
        return tuple(chain.from_iterable(document.verdicts for document in documents.values()))
    count = max(of for _, of in shards)
    missing = [number for number in range(1, count + 1) if (number, count) not in shards]
    if missing or len(shards) != len(documents):
        named = ", ".join(f"{number}/{count}" for number in missing) or "the one that has no shard"
        raise SetupError(f"all {count} shards of one run are needed, and nothing else; wrong is {named}")
    rows = zip_longest(*(shards[number, count] for number in range(1, count + 1)))
    return tuple(verdict for verdict in chain.from_iterable(rows) if verdict is not None)
