"""What can go wrong outside the tracking, each said in one sentence.

PixelproofError
    SetupError        the machine, the site's file or the command line can't be used (exit status 2)
        LedgerError   a file is no ledger
        FileError     a file that a person wrote can't be used
            SiteError     a site.toml
            WaiverError   a file of waivers
            BaselineError a baseline
        BrowserError  no browser, or it doesn't start
    RunError          a scenario could not be carried out (ERROR, never FAILED)
"""

from __future__ import annotations


class PixelproofError(Exception):
    """The base of all: its text is one sentence for the user."""


class SetupError(PixelproofError):
    """Something that a run needs is missing or wrong."""


class LedgerError(SetupError):
    """A file is no ledger; the text says where in it, and what was expected."""


class FileError(SetupError):
    """A file that a person wrote can't be used; the text has file and line."""


class SiteError(FileError):
    """A ``site.toml`` or a file that it names can't be used; the text has file and line."""


class WaiverError(FileError):
    """A file of waivers can't be used; the text has file and line."""


class BaselineError(FileError):
    """A baseline can't be used; the text has file and line."""


class BrowserError(SetupError):
    """There is no browser to drive; the text says what to run."""


class RunError(PixelproofError):
    """A scenario could not be carried out, through no fault of the site's tracking."""


class NotHereError(RunError):
    """The scenario needs what this site doesn't have; it is SKIPPED."""


class JourneyError(RunError):
    """A journey of the site's broke, or did not come to its end."""
