"""Evidence with one tracking mistake in it: every mutator, and the words in which they are written."""

from tests.harness.mutators import delivery, events, people
from tests.harness.mutators.people import identified
from tests.harness.mutators.registry import MUTATORS, Mutator, each, saying

__all__ = ["MUTATORS", "Mutator", "delivery", "each", "events", "identified", "people", "saying"]
