"""The pages of an older release: the same ones, over its own store and texts, with addresses that stay in it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from fastapi import Request
from markupsafe import Markup

from ...graph.ledger import Fate
from ...settings import Settings
from ..http.cache import Cache
from ..pages.gone import Gone
from ..pages.site import Held, Site, View
from ..pages.texts import Texts
from .engine import ReleaseEngine

RELEASE = "release"
"""The parameter that names a release in an address."""


class ReleaseSite(Site):
    """Reads one release for the pages."""

    def __init__(self, release: Path, settings: Settings, cache: Cache) -> None:
        super().__init__(ReleaseEngine(release), settings, cache)
        self.release = release

    def _fresh(self, version: str) -> Held:
        texts, gone = Texts(self.settings, self.release / "texts"), _Nothing(self.settings)
        return replace(super()._fresh(version), texts=texts, gone=gone)

    def view(self, request: Request) -> View:
        return ReleaseView(self, request)


class _Nothing(Gone):
    """Of an old release nothing has gone: what it does not hold, it never held."""

    def fate(self, local: str) -> Fate | None:
        return None

    def holds(self, exists_query: str) -> bool:
        return False


class ReleaseView(View):
    """A look at an older release: its links lead to other things as they were then."""

    def href(self, iri: str) -> str | None:
        address = super().href(iri)
        return address if address is None or self.site.local(iri) is None else self.here(address)

    def data_href(self, iri: str, suffix: str) -> str:
        return self.here(super().data_href(iri, suffix))

    def url(self, path: str, /, **parameters: object) -> str:
        address = super().url(path, **parameters)
        return self.here(address) if path.startswith("/documents/") else address

    def here(self, address: str) -> str:
        return dated(address, self.site.engine.version)

    @property
    def notice(self) -> Markup:
        """Says above the page that it shows the past, and leads to the present."""
        present = self.request.url.remove_query_params(RELEASE).replace(scheme="", netloc="")
        text = self.words("changes.as_of", release=self.site.engine.version)
        return Markup('<p class="notice" role="note">{} <a href="{}">{}</a></p>').format(
            text, str(present), self.words("changes.present")
        )


def dated(address: str, version: str) -> str:
    """The address of a page as it was in a release."""
    page, mark, fragment = address.partition("#")
    return f"{page}{'&' if '?' in page else '?'}{RELEASE}={version}{mark}{fragment}"
