"""The auditor: drives a site under conditions, keeps the evidence, judges it. What is here is its public face."""

from harness.booked import Booked
from harness.condition import Phase, condition
from harness.ledger import Choice
from harness.party import together
from harness.scenario import scenario
from harness.visit import Visit

__all__ = ["Booked", "Choice", "Phase", "Visit", "condition", "scenario", "together"]
