"""``pixelproof meta`` and ``pixelproof journal``: the stand-in's own commands under our name."""

from mock_meta.cli import journal, meta

__all__ = ["journal", "meta"]
