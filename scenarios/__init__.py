"""The stories that the auditor tells, one a file. Each is found by import and walks whatever site is under test."""
