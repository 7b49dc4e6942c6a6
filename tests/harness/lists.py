"""The filter list that tests block by: a few rules of our own, in the syntax of the real ones."""

from __future__ import annotations

from pathlib import Path

FILTER_LISTS = (Path(__file__).parent / "conditions" / "easyprivacy_like.txt",)
