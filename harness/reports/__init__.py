"""What a run tells people and machines. Reports read verdicts; the engine does not know them."""
