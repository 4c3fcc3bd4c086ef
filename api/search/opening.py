"""Where the index of the served data lies, and making it when it does not lie there yet."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from ...extract.knowledge.gazetteer import gazetteer
from ...graph.release import SERVE
from ...temporary import temporary_folder
from ..pages.site import Site
from .find import Index
from .index import FILE_NAME, MoreNames, build

_log = logging.getLogger(__name__)
_making = threading.Lock()


def open_index(site: Site) -> Index:
    """The index of the site's data: the release's own, or one made now in the release or in a temporary folder."""
    with _making:
        own = site.settings.store is None and not site.settings.graphs
        served = (site.settings.output / "current").resolve() / SERVE if own else None
        if served is not None and (served / FILE_NAME).is_file():
            return Index(served / FILE_NAME)
        temporary = temporary_folder(site.settings.run)
        names = short_names(site.space("id", "agency/"))
        for place in (*([served] if served else []), Path(temporary.name)):
            try:
                place.mkdir(exist_ok=True)
                build(site.engine.select, site.queries, site.vocabulary, place / FILE_NAME, names)
            except OSError as error:
                _log.info("no search index in %s: %s", place, error)
                continue
            return Index(place / FILE_NAME, temporary)
        raise OSError("no place for the search index")


def warm(site: Site) -> None:
    """Makes the index ready in the background, so that the first reader who searches does not wait for it."""

    def make() -> None:
        try:
            search_index(site).search("warm", {})
        except Exception as error:
            _log.info("search index not ready: %s", error)

    threading.Thread(target=make, name="search-index", daemon=True).start()


def search_index(site: Site) -> Index:
    """The open index of the site's data."""
    index: Index = site.remembered("search", lambda: open_index(site))
    return index


def short_names(prefix: str) -> MoreNames:
    """The usual short forms of an agency by its IRI, which begins with *prefix*, from the gazetteer, whether a document
    uses them or not."""

    def names(iri: str) -> Iterable[str]:
        if not iri.startswith(prefix):
            return ()
        return _aliases().get(iri.rpartition("/")[2], ())

    return names


@cache
def _aliases() -> dict[str, tuple[str, ...]]:
    try:
        return {agency.slug: tuple(agency.aliases) for agency in gazetteer().agencies}
    except (OSError, ValueError) as error:  # a site over foreign data may lack the gazetteer
        _log.info("no gazetteer: %s", error)
        return {}
