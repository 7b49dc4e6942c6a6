"""One file for each bug, found by import."""
