"""A stand-in for Meta: the pixel's ``/tr``, the Conversions API, and what Meta would count of both."""

from mock_meta.event import Answer, Channel, Event, GraphError, Request

__all__ = ["Answer", "Channel", "Event", "GraphError", "Request"]
