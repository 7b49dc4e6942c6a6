"""The checks, one module a family. They see a `Case` and nothing else: no browser, server, clock or chance."""
