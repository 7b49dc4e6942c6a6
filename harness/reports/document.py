"""The run as one JSON document, for machines."""

from __future__ import annotations

from typing import Final, Literal

import msgspec

from harness.verdict import ExitStatus, Verdict

RUN_FORMAT: Final = "pixelproof-run/1"


class RunDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A run's verdicts, with what is needed to repeat it. ``remarks`` are about its waivers."""

    format: Literal["pixelproof-run/1"]
    site: str
    exit_status: int
    verdicts: tuple[Verdict, ...]
    seed: int | None = None
    bugs: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def run_document(
    verdicts: tuple[Verdict, ...],
    status: ExitStatus,
    *,
    site: str,
    seed: int | None = None,
    bugs: tuple[str, ...] = (),
    faults: tuple[str, ...] = (),
    remarks: tuple[str, ...] = (),
) -> RunDocument:
    """The document of a run that ended so."""
    return RunDocument(
        format=RUN_FORMAT,
        site=site,
        exit_status=int(status),
        verdicts=verdicts,
        seed=seed,
        bugs=bugs,
        faults=faults,
        remarks=remarks,
    )


def encoded(document: RunDocument) -> bytes:
    """The document as indented JSON."""
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"
