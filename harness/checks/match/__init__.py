"""Whether Meta can tell who it was: hashes, cookies and addresses that are the shopper's own, on both channels."""

from harness.checks.match import address, agreement, cookies, handover, hashes, plain

__all__ = ["address", "agreement", "cookies", "handover", "hashes", "plain"]
