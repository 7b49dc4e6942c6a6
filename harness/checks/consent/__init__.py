"""Whether the visitor's answers are kept: nothing sent against them, and all that they agreed to."""

from harness.checks.consent import cookies, gate, regional, resume

__all__ = ["cookies", "gate", "regional", "resume"]
