"""``duikou export``: a network to a file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .say import configured, fail

if TYPE_CHECKING:
    from ..networks import Filters, Format, Network
    from ..networks.rows import Row


def export_command(
    network: Annotated[
        str | None, typer.Argument(help="网络名,或 .rq 查询文件 / Name of a network, or a query file. None: list them.")
    ] = None,
    target: Annotated[
        Path | None, typer.Option("-o", "--output", help="输出文件,格式由后缀决定 / File; its suffix is the format.")
    ] = None,
    form: Annotated[
        str | None, typer.Option("--format", help="格式 / gexf, graphml, csv, json ...; a wrong one lists them all.")
    ] = None,
    city: Annotated[str | None, typer.Option(help="城市:名称、代码或标识 / City: name, code or IRI.")] = None,
    topic: Annotated[str | None, typer.Option(help="主题或领域 / Topic or area.")] = None,
    document: Annotated[str | None, typer.Option(help="文件 / Document.")] = None,
    corpus: Annotated[str | None, typer.Option(help="文件集 / Corpus.")] = None,
    since: Annotated[str | None, typer.Option(help="起(年或日期)/ Valid since this year or date.")] = None,
    until: Annotated[str | None, typer.Option(help="止(年或日期)/ Valid until this year or date.")] = None,
    min_weight: Annotated[float, typer.Option(help="最小权重 / Least weight of an edge.")] = 0.0,
    entity: Annotated[str | None, typer.Option(help="entity 网络的中心 / Centre of the network `entity`.")] = None,
    radius: Annotated[int, typer.Option(help="步数 1–3 / Steps from the centre.")] = 1,
    limit: Annotated[int | None, typer.Option(help="只留最强的边 / Keep so many of the strongest edges.")] = None,
    language: Annotated[str, typer.Option(help="标签语言 zh 或 en / Language of the labels.")] = "zh",
    graph: Annotated[Path | None, typer.Option("--graph", help="构建输出文件夹 / Where releases are.")] = None,
) -> None:
    """导出网络(GEXF、GraphML、CSV、JSON 等)。Export a network for Gephi, Cytoscape or a notebook."""
    from ..networks import Filters, NetworkError, definitions

    settings = configured()
    if network is None:
        for name, definition in definitions(settings.base).items():
            typer.echo(f"{name:20} {definition.title.zh} / {definition.title.en}")
        return
    filters = Filters(city, topic, document, since, until, min_weight, entity, radius, limit, corpus)
    try:
        chosen = _format(form, target)
        made = _network(network, filters, graph or settings.output, settings.base, language)
        _write(made, chosen, target)
    except (NetworkError, OSError, UnicodeDecodeError) as error:
        raise fail(str(error)) from error
    typer.echo(f"{made.name}: {len(made.nodes)} 节点 nodes, {len(made.edges)} 边 edges", err=True)


def _format(form: str | None, target: Path | None) -> Format:
    from ..networks import FORMATS, format_of

    if form:
        return format_of(form)
    return format_of(target.name) if target else FORMATS["gexf"]


def _network(name: str, filters: Filters, output: Path, base: str, language: str) -> Network:
    from ..graph.query import open_release
    from ..graph.release import current_release
    from ..networks import NetworkError, own_network
    from ..networks import network as make
    from ..networks.rows import solutions, user_rows
    from ..ontology.terms import rebase

    release = current_release(output)
    if release is None:
        raise NetworkError(f"{output} holds no graph yet; run: duikou build")
    store = open_release(release)

    def select(query: str) -> Iterable[Row]:
        return solutions(store, query)

    if name.endswith(".rq"):
        text = rebase(Path(name).read_text(encoding="utf-8"), base)
        return own_network(
            user_rows(store, name, text), select, filters, base=base, language=language, version=release.name
        )
    return make(name, select, filters, base=base, language=language, version=release.name)


def _write(network: Network, form: Format, target: Path | None) -> None:
    """Writes to *target*, beside it first; to standard output without one. For ``.csv`` the nodes stand beside it."""
    from ..networks import FORMATS

    if target is None:
        out = typer.get_binary_stream("stdout")
        for piece in form.write(network):
            out.write(piece)
        return
    files = {target: form}
    if form.suffix == "csv":
        files = {target.with_suffix(".edges.csv"): form, target.with_suffix(".nodes.csv"): FORMATS["nodes.csv"]}
    for path, chosen in files.items():
        beside = path.with_name(f".{path.name}.part")
        with beside.open("wb") as out:
            for piece in chosen.write(network):
                out.write(piece)
        beside.replace(path)
