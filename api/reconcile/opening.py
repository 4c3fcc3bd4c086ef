"""The index of the served data: made once, in the background as soon as a client asks what the service is."""

from __future__ import annotations

import logging
import threading

from ...extract.knowledge.gazetteer import gazetteer
from ..pages.site import Site
from .index import Index
from .model import Query
from .served import served_entries

_log = logging.getLogger(__name__)
_making = threading.Lock()
_MISTYPED = "甘州市发展和改革委员会"
"""A name whose finding needs all that is made on first use."""


def index_of(site: Site) -> Index:
    """The names that the site's data and the tables hold, made on first use."""
    with _making:
        index: Index = site.remembered("reconcile", lambda: Index(gazetteer(), served_entries(site)))
    return index


def warm(site: Site) -> None:
    """Makes the index ready in the background, so that the first names do not wait for it."""

    def make() -> None:
        try:
            index_of(site).find(Query(_MISTYPED))
        except Exception as error:
            _log.info("names for reconciliation not ready: %s", error)

    def start() -> bool:
        threading.Thread(target=make, name="reconcile-index", daemon=True).start()
        return True

    site.remembered("reconcile index begun", start)  # once for each state of the data, however many ask
