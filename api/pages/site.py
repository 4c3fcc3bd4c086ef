"""What every page shares: the graph, its names, the templates, the headers."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Annotated, Any, cast
from urllib.parse import quote, urlencode

from fastapi import Depends, FastAPI, Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from pyoxigraph import Literal, NamedNode

from ... import __version__
from ...ontology.terms import Vocabulary
from ...settings import Settings
from ..dependencies import EngineDep, SettingsDep
from ..http.cache import Cache
from ..http.conditional import conditional
from ..queries import Queries
from ..store.engine import Engine, Row, Term
from .gone import Gone
from .language import COOKIE, LANGUAGES, Words, choose_language, words
from .names import Name, Names
from .texts import Texts

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Scripts, styles and data from this host alone, and none of them inline: a name that carries markup stays text."""

SECURITY_HEADERS = {
    "Content-Security-Policy": CSP,
    "Referrer-Policy": "no-referrer",
}

THINGS = ("id", "topic", "commitment", "platform-kind", "shape", "dataset")
"""First parts of the paths of things, which are answered by 303."""

_ANCHOR, _CODE, _SPAN = Markup('<a href="%s"%s%s>%s</a>'), Markup("<code>%s</code>"), Markup("<span%s>%s</span>")
_CLASS, _LANGUAGE = Markup(' class="%s"'), Markup(' lang="%s"')
_CHINESE = Markup(' lang="zh"')
# Filled by %, at half the cost of format(): a page has hundreds of links.

ROOTS = (*THINGS, "graph", "ontology")
"""First parts of the paths, below the base, at which this site answers for IRIs of the graph."""


@dataclass(slots=True)
class Held:
    """What a site remembers of one version of its data."""

    version: str
    names: Names
    texts: Texts
    gone: Gone
    values: dict[object, Any] = field(default_factory=dict)
    making: dict[object, threading.RLock] = field(default_factory=dict)
    """Who makes a value lets the others wait for it."""


class Site:
    """Reads the graph for the pages. One object serves one engine; what it remembers goes with the data's version."""

    def __init__(self, engine: Engine, settings: Settings, cache: Cache) -> None:
        self.engine = engine
        self.settings = settings
        self.cache = cache
        self.vocabulary = Vocabulary(settings.base)
        self.queries = Queries("duikou.api", "queries", settings.base)
        self._held: Held | None = None
        self._taking_up = threading.Lock()

    # --- the graph

    def select(self, name: str, **values: Term | Iterable[Term]) -> list[Row]:
        """The solutions of the query in ``api/queries/{name}.rq``."""
        return self.engine.select(self.queries.get(name, **values))

    def remembered(self, key: object, make: Any) -> Any:
        """What *make* gives, kept under *key* until the data change. For values of the whole graph, not of one page.

        However many ask for it at once, it is made once; what was made of older data is not kept with newer ones.
        """
        held = self._now()
        if key not in held.values:
            with held.making.setdefault(key, threading.RLock()):
                if key not in held.values:
                    held.values[key] = make()
        return held.values[key]

    @property
    def names(self) -> Names:
        return self._now().names

    @property
    def texts(self) -> Texts:
        return self._now().texts

    @property
    def gone(self) -> Gone:
        return self._now().gone

    def _now(self) -> Held:
        """What is remembered of the data as they are now; another version's is forgotten as a whole."""
        version, held = self.engine.version, self._held
        if held is None or held.version != version:
            with self._taking_up:
                held = self._held
                if held is None or held.version != version:
                    held = self._held = self._fresh(version)
        return held

    def _fresh(self, version: str) -> Held:
        """Nothing remembered yet."""
        return Held(version, Names(self.select, self.space("dk")), Texts(self.settings), Gone(self.settings))

    def view(self, request: Request) -> View:
        """A request's look at this site."""
        return View(self, request)

    # --- addresses

    def local(self, iri: str) -> str | None:
        """The path of *iri* below the base when this site answers for it, else None."""
        if not iri.startswith(self.settings.base):
            return None
        rest = iri.removeprefix(self.settings.base)
        return rest if rest.split("/")[0].split("#")[0] in ROOTS else None

    def space(self, name: str, local: str = "") -> str:
        """An IRI of one of our namespaces (dk, dkt, dkc, dkk, id, graph) as a plain string: rdflib's equal none."""
        return str(getattr(self.vocabulary, name)[local])

    def iri(self, local: str) -> NamedNode | None:
        """The IRI at the path *local* below the base, or None when no IRI can look like that."""
        try:
            return NamedNode(self.settings.base + local)
        except ValueError:
            return None


class View:
    """One request's look at the site: the reader's language, and addresses that work below any path prefix."""

    def __init__(self, site: Site, request: Request) -> None:
        self.site = site
        self.request = request
        self.words: Words = words(choose_language(request))
        self.root: str = request.scope.get("root_path", "").rstrip("/")
        self._links: dict[tuple[str, str], Markup] = {}
        """Those that the page has already: a list names the same document, topic and body again and again."""
        self._rows: dict[str, list[Row]] = {}

    @property
    def language(self) -> str:
        return self.words.code

    def select(self, name: str, **values: Term | Iterable[Term]) -> list[Row]:
        """As Site.select(), for what several parts of one page ask: it is asked once."""
        query = self.site.queries.get(name, **values)
        if query not in self._rows:
            self._rows[query] = self.site.engine.select(query)
        return self._rows[query]

    def url(self, path: str, /, **parameters: object) -> str:
        """An address on this site: a path that starts with ``/``, below the path prefix, with its query."""
        query = urlencode({key: value for key, value in parameters.items() if value not in (None, "", [])}, doseq=True)
        return self.root + path + (f"?{query}" if query else "")

    def href(self, iri: str) -> str | None:
        """Where a reader finds the page about *iri*, or None when it is not ours."""
        local = self.site.local(iri)
        if local is None:
            return iri if iri.startswith(("http://", "https://")) else None
        head, _, rest = local.partition("/")
        if head == "ontology":
            return self.root + "/" + quote(local, safe="/#")
        if head == "id" and rest.startswith("document/") and rest.count("/") == 1:
            return f"{self.root}/documents/{quote(rest.removeprefix('document/'))}"
        return f"{self.root}/{quote(local)}.html"

    def data_href(self, iri: str, suffix: str) -> str:
        """Where the statements about *iri* are had in one format."""
        return f"{self.root}/{quote((self.site.local(iri) or '').split('#')[0])}.{suffix}"

    def here(self, address: str) -> str:
        """An address of this site in the release that the view looks at: as it is in the served one."""
        return address

    @property
    def notice(self) -> Markup:
        """What stands above every page: nothing, but above those of the past."""
        return Markup("")

    def name(self, iri: str) -> Name:
        return self.site.names.one(iri)

    def label(self, iri: str) -> str:
        """The name of *iri* in the reader's language."""
        return self.name(iri).label(self.language)

    def link(self, iri: str, css: str = "") -> Markup:
        """A link with the name of *iri*, as HTML."""
        if (iri, css) not in self._links:
            self._links[iri, css] = self._link(iri, css)
        return self._links[iri, css]

    def _link(self, iri: str, css: str) -> Markup:
        href = self.href(iri)
        name = self.name(iri)
        text = name.label(self.language)
        if href is None:
            return _CODE % text
        language = _CHINESE if self.language != "zh" and text == name.zh and name.zh else ""
        return _ANCHOR % (href, _CLASS % css if css else "", language, text)

    def cell(self, term: Term | None) -> Markup:
        """What a table shows of a value: a link to a thing, the characters of a literal, a dash where there is none."""
        if term is None:
            return Markup("–")
        if isinstance(term, NamedNode):
            return self.link(term.value)
        if isinstance(term, Literal):
            return _SPAN % (_LANGUAGE % term.language if term.language else "", term.value)
        return _CODE % str(term)

    def links(self, iris: Iterable[str]) -> Markup:
        return escape(self.words("separator")).join(self.link(iri) for iri in iris)

    def render(self, template: str, context: Mapping[str, Any], status: int = 200) -> Response:
        """A page in the reader's language with its security headers, ETag and Vary."""
        page = environment().get_template(template)
        editor = editor_here(self.request)
        html = page.render(
            view=self,
            t=self.words,
            url=self.url,
            href=self.href,
            data_href=self.data_href,
            link=self.link,
            links=self.links,
            cell=self.cell,
            label=self.label,
            path=self.request.url.path.removeprefix(self.root),
            other_language=self._other_language(),
            release=self.site.engine.release,
            software=__version__,
            notice=self.notice,
            logged=self.request.app.state.releases is not None,
            built_editor=asset("web/dist/editor.js") is not None,
            built_network=asset("web/dist/network.js") is not None,
            built_correct=asset("web/dist/correct.js") is not None,
            editor_here=editor is not None,
            **context,
        )
        response = HTMLResponse(html, status, dict(SECURITY_HEADERS))
        response.headers["Vary"] = "Accept, Accept-Language, Cookie"
        response.headers["Content-Language"] = self.language
        if editor is not None:
            response.headers["Cache-Control"] = "no-store"
            # Under no-referrer a browser names no origin when it sends a form, and a write is told by it.
            response.headers["Referrer-Policy"] = "same-origin"
        if (chosen := self.request.query_params.get("lang")) in LANGUAGES:
            response.set_cookie(
                COOKIE, chosen, max_age=31_536_000, samesite="lax", httponly=True, path=self.root or "/"
            )
        return conditional(self.request, response) if status == 200 else response

    def _other_language(self) -> str:
        """This very page in the other language."""
        other = self.words("site.other_language_code")
        kept = [(key, value) for key, value in self.request.query_params.multi_items() if key != "lang"]
        path = quote(self.request.url.path)
        return f"{path}?{urlencode([*kept, ('lang', other)])}"


def editor_here(request: Request) -> Any:
    """The editor who looks at a page; None for everybody else, and where editing is off."""
    access = getattr(request.app.state, "access", None)
    return access.find(request) if access is not None else None


def asset(path: str) -> Path | None:
    """A shipped file in static/ or web/dist/, by its path below api/, or None when it was not built."""
    return _assets().get(path)


@cache
def _assets() -> dict[str, Path]:
    api = Path(__file__).parent.parent
    return {f"{folder}/{file.name}": file for folder in ("static", "web/dist") for file in (api / folder).glob("*")}


@cache
def environment() -> Environment:
    """The templates. Everything is escaped, whatever its suffix; a name that the page does not give is an error."""
    made = Environment(
        loader=PackageLoader("duikou.api", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals["asset_version"] = asset_version
    return made


def compile_templates() -> None:
    """Reads every template, which takes longer than many a page that is made of one."""
    for name in environment().list_templates():
        environment().get_template(name)


@cache
def asset_version(path: str) -> str:
    """A few digits that change with a file's bytes, so that browsers may keep it for ever."""
    file = asset(path)
    return hashlib.sha256(file.read_bytes()).hexdigest()[:10] if file else "0"


def site_of(app: FastAPI, engine: Engine, settings: Settings) -> Site:
    """The one site of an application over *engine*."""
    known: Site | None = getattr(app.state, "site", None)
    if known is None or known.engine is not engine:
        known = app.state.site = Site(engine, settings, app.state.cache)
    return known


def get_site(request: Request, engine: EngineDep, settings: SettingsDep) -> Site:
    """The site over the running application's engine, or over the older release that the request asks for."""
    if (release := getattr(request.state, "release", None)) is not None:
        return cast(Site, request.app.state.releases.site(release))
    return site_of(request.app, engine, settings)


def get_view(request: Request, site: Annotated[Site, Depends(get_site)]) -> View:
    return site.view(request)


SiteDep = Annotated[Site, Depends(get_site)]
ViewDep = Annotated[View, Depends(get_view)]


def text_of(term: Term | None) -> str:
    """The characters of a literal or the IRI of a node; empty for None."""
    return term.value if isinstance(term, Literal | NamedNode) else ""
