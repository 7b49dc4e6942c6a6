"""One process at a time writes to a file: two journals on one would give the same numbers twice."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mock_meta.errors import JournalError


@contextmanager
def only_writer(path: Path) -> Iterator[None]:
    """Hold a lock for ``path``, on a file beside it that is gone afterwards; none on Windows.

    Raises:
        JournalError: another process holds it.
        OSError: there can be no such file.
    """
    if sys.platform == "win32":
        yield
        return
    import fcntl  # noqa: PLC0415 - not everywhere

    beside = path.with_name(f"{path.name}-lock")
    with beside.open("wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise JournalError(
                f"the journal {path} is in use by another stand-in; stop that one, or choose another file"
            ) from error
        try:
            yield
        finally:
            beside.unlink(missing_ok=True)
