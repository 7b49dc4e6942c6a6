"""The wire formats of Meta as pure functions: no I/O, no clock, no server.

``graph.answer_graph`` answers the Conversions API and its neighbours on ``graph.facebook.com``.
"""
