"""``pixelproof meta``: the stand-in's own command line under one of our names."""

from mock_meta.cli import meta

__all__ = ["meta"]
