"""A small shop that reports its sales to Meta by the Pixel and by the Conversions API, as a good team would write it.

It knows nothing of the auditor that visits it. Its mistakes are variants that it can be started with: see ``bugs``.
"""
