"""Pictures to publish: pages about them, the files, and a small page of each that other sites may frame."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import JSONResponse

from ...pictures import WIDTHS, NoFontError
from ..http.conditional import conditional
from ..http.errors import RefusedError
from ..pages.bitmaps import bitmap
from ..pages.language import choose_language
from ..pages.site import SECURITY_HEADERS, Site, View, ViewDep
from ..pages.spreadsheet import csv_response, csv_text
from ..pictures.asked import PictureParameters
from ..pictures.catalogue import Definition, catalogue, definition
from ..pictures.choices import choices
from ..pictures.made import LICENCE, Picture, picture, source, svg
from ..readable import readable
from .records import RecordsRoute

router = APIRouter(tags=["pictures"], route_class=RecordsRoute)

SHOWN = 200
"""Rows below a picture; all of them are in its CSV and JSON."""
SUFFIXES = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}
_ALONE = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"

Asked = Annotated[PictureParameters, Query()]


@readable(router, "/pictures", include_in_schema=False)
def overview(view: ViewDep, asked: Asked) -> Response:
    """Every picture, small."""
    shown = [(each, _file(view, each.name, "svg", asked)) for each in catalogue().values()]
    context = {"pictures": shown, "given": asked.given(), "choices": choices(view.site, view.language)}
    return view.render("pictures.html", context)


@readable(router, "/pictures/{name}/embed", include_in_schema=False)
def embed(name: str, view: ViewDep, asked: Asked) -> Response:
    """A picture alone, for a frame on any site."""
    response = view.render("embed.html", _context(view, definition(name), asked))
    policy = SECURITY_HEADERS["Content-Security-Policy"].replace("frame-ancestors 'none'", "frame-ancestors *")
    response.headers["Content-Security-Policy"] = policy
    if "set-cookie" in response.headers:
        del response.headers["set-cookie"]  # what a frame says is no choice of the reader's
    return response


@readable(
    router,
    "/pictures/{name}.{suffix}",
    summary="A picture, or the rows behind it",
    responses={200: {"content": {kind: {} for kind in SUFFIXES.values()}}},
)
def file(
    name: Annotated[str, Path(description="Name of a picture, such as `flows`; /pictures lists them.")],
    suffix: Annotated[str, Path(description="svg, png, csv or json.")],
    view: ViewDep,
    asked: Asked,
) -> Response:
    """SVG and PNG have title, notes and source on them; CSV and JSON hold every row."""
    if suffix not in SUFFIXES:
        raise RefusedError(404, f"a picture is had as {', '.join(SUFFIXES)}, and not as {suffix[:20]!r}")
    language = choose_language(view.request)
    found, address = definition(name), _address(view, name, asked)
    if suffix in ("svg", "png"):
        drawn = svg(view.site, found, asked, language, address)
        try:
            body = drawn.encode() if suffix == "svg" else bitmap(drawn)
        except NoFontError as error:
            raise RefusedError(501, str(error)) from None
        return _sent(view.request, body, suffix, name)
    made = picture(view.site, found, asked, language)
    if suffix == "csv":
        response = csv_response(view, csv_text([column.name for column in made.columns], made.rows))
    else:
        response = _json(view.site, view.request, made, asked, source(view.site, language, address))
    response.headers.setdefault("Content-Disposition", f'attachment; filename="{name}.{suffix}"')
    return response


@readable(router, "/pictures/{name}", include_in_schema=False)
def page(name: str, view: ViewDep, asked: Asked) -> Response:
    """A picture with its files, how to embed it, and its rows as a table."""
    return view.render("picture.html", _context(view, definition(name), asked))


def _context(view: View, found: Definition, asked: PictureParameters) -> dict[str, Any]:
    made = picture(view.site, found, asked, view.language)
    view.site.names.load(_iris(made))
    looks = [(theme, width) for theme in ("dark", "light") for width in ("narrow", "wide")]
    given = {**asked.given(), "lang": view.language}
    embedded = f"{_host(view)}{view.root}/pictures/{found.name}/embed?{urlencode(given)}"
    return {
        "picture": made,
        "name": found.name,
        "given": asked.given(),
        "choices": choices(view.site, view.language),
        "files": {suffix: _file(view, found.name, suffix, asked) for suffix in SUFFIXES},
        "looks": {look: _file(view, found.name, "svg", asked, theme=look[0], width=look[1]) for look in looks},
        "dark_png": _file(view, found.name, "png", asked, theme="dark"),
        "widths": WIDTHS,
        "shown": made.rows[:SHOWN],
        "source": source(view.site, view.language, _address(view, found.name, asked)),
        "licence": LICENCE,
        "embedded": embedded,
        "here": view.url(f"/pictures/{found.name}", **asked.given()),
    }


def _iris(made: Picture) -> list[str]:
    things = [at for at, column in enumerate(made.columns) if column.thing]
    return [str(row[at]) for row in made.rows[:SHOWN] for at in things if row[at]]


def _host(view: View) -> str:
    return f"{view.request.url.scheme}://{view.request.url.netloc}"


def _address(view: View, name: str, asked: PictureParameters) -> str:
    """The whole address of a picture's page."""
    return _host(view) + view.url(f"/pictures/{name}", **asked.given())


def _file(view: View, name: str, suffix: str, asked: PictureParameters, **looks: str) -> str:
    looks = {key: value for key, value in looks.items() if value not in ("light", "wide")}
    return view.url(f"/pictures/{name}.{suffix}", **asked.given(), lang=view.language, **looks)


def _sent(request: Request, body: bytes, suffix: str, name: str) -> Response:
    headers = {
        "Content-Disposition": f'inline; filename="{name}.{suffix}"',
        "Content-Security-Policy": _ALONE,
        "Vary": "Accept-Language, Cookie",
    }
    return conditional(request, Response(body, media_type=SUFFIXES[suffix], headers=headers))


def _json(site: Site, request: Request, made: Picture, asked: PictureParameters, said: str) -> Response:
    names = [column.name for column in made.columns]
    body = {
        "picture": made.definition.name,
        "title": made.title,
        "description": made.description,
        "notes": made.notes,
        "source": said,
        "licence": LICENCE,
        "release": site.engine.release,
        "conditions": asked.given(),
        "total": len(made.rows),
        "rows": [dict(zip(names, row, strict=True)) for row in made.rows],
    }
    response = JSONResponse(body)
    response.headers["Vary"] = "Accept-Language, Cookie"
    return conditional(request, response)
