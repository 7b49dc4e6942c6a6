"""The live page: what comes, as it comes, and how it folds, for a person who clicks through a site.

``books`` folds what arrives without reading the journal anew, ``lines`` says what a page shows of an event, ``record``
keeps both up to date while anybody looks, ``stream`` pushes them, ``entry`` and ``curl`` tell all of one event, and
``page`` is the page itself.
"""
