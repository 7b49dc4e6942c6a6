"""Timings, as ratios within one run. They are measured on demand and never asserted in a test."""
