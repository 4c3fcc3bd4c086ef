"""``duikou build``: folders of documents become a validated graph."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from ..settings import Settings
from .say import FAILED, complain, configured, fail, remark, stderr
from .shipped import shipped_documents

if TYPE_CHECKING:  # what a build needs is loaded when there is one
    from ..graph.begun import Begun

Documents = Annotated[
    list[str] | None,
    typer.Option(
        "--documents",
        metavar="[NAME=]FOLDER",
        help="文件夹,可重复 / Folder of documents, may be repeated; the shipped ones by default.",
    ),
]
WithShipped = Annotated[
    bool | None, typer.Option("--with-shipped", help="并入随附文件 / With the shipped documents beside them.")
]
Output = Annotated[Path | None, typer.Option("--output", help="输出文件夹 / Where releases go.")]


def build_command(
    documents: Documents = None,
    with_shipped: WithShipped = None,
    output: Output = None,
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="进程数 / Processes.")] = os.cpu_count() or 1,
    prune: Annotated[
        bool,
        typer.Option("--prune", help="去掉现在无法读取的文件,不保留上次结果 / Leave out documents that fail now."),
    ] = False,
    cluster: Annotated[
        str | None,
        typer.Option("--cluster", metavar="ADDRESS", help="由 Dask 集群读文件 / Read documents on a Dask cluster."),
    ] = None,
    load: Annotated[
        str | None, typer.Option("--load", help="再上传到此图存储 / Then put every graph to this Graph Store URL.")
    ] = None,
) -> None:
    """构建图谱:抽取、校验、发布。Build the graph: extract, validate, publish."""
    settings = configured()
    target = output or settings.output
    shipped = settings.with_shipped if with_shipped is None else with_shipped
    whole = run_build(documents or settings.documents, shipped, target, settings, jobs, prune, cluster=cluster)
    if load:
        run_load(load, target, settings)
    if not whole:
        raise typer.Exit(FAILED)


def run_load(url: str, output: Path, settings: Settings) -> None:
    """Uploads the served release, a line for each graph on standard error."""
    from ..api.store.engine import StoreError
    from ..api.store.load import load

    def put(graph: str, triples: int) -> None:
        remark(f"  {graph}: {triples} triples")

    try:
        load(output / "current" / "graph.nq", url, settings, put)
    except StoreError as error:
        raise fail(str(error)) from error


def run_build(
    documents: Sequence[str],
    with_shipped: bool,
    output: Path,
    settings: Settings,
    jobs: int,
    prune: bool = False,
    begun: Begun | None = None,
    cluster: str | None = None,
) -> bool:
    """Builds the folders of *documents*, or the shipped ones, with progress on standard error, from what has *begun* of
    it if anything has; documents are read by the *cluster* at an address where one is given. Returns whether every
    document went in as it is now."""
    given = _given(documents, with_shipped)
    with _uncollected():
        if begun is None:
            if not cluster:
                _start_early(given, output, settings)
            _check_ground(settings)
        return _run_build(given, output, settings, jobs, prune, begun, cluster)


@contextmanager
def _uncollected() -> Iterator[None]:
    """What a build holds is lines by the hundred thousand and no circles: to look for these takes time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _run_build(
    given: list[str | Path],
    output: Path,
    settings: Settings,
    jobs: int,
    prune: bool,
    begun: Begun | None,
    cluster: str | None,
) -> bool:
    from ..graph.build import ShrunkError, build
    from ..graph.catalogue import CATALOGUE, unmatched
    from ..graph.cluster import Cluster, ClusterError
    from ..graph.corpora import read_corpora
    from ..graph.corrected import CORRECTIONS
    from ..graph.extraction import Extracted
    from ..graph.extraction import Progress as Watch
    from ..graph.review import REVIEW
    from ..graph.workers import MEBIBYTE, Limits, WorkersError, peak_memory
    from ..ontology.terms import Vocabulary

    remark_old_weights(settings.model)
    try:
        corpora = read_corpora(given, settings.corrections or output)
    except (OSError, ValueError) as error:
        raise fail(str(error)) from error
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=stderr(), transient=True, disable=not stderr().is_terminal) as bar:
        task = bar.add_task("抽取 extract", total=None)

        def document(done: Extracted) -> None:
            bar.advance(task)
            state = done.state
            name = f"{state.corpus}/{state.file}" if len(corpora) > 1 else state.file
            if not done.fresh:
                remark(f"  {name}: 未变 unchanged")
            elif state.status != "failed":
                remark(f"  {name}: {state.measures} 项任务 measures, {state.quads} quads")

        watch = Watch(
            started=lambda total: bar.update(task, total=total),
            document=document,
            stage=lambda name: bar.update(task, description=name),
            reweighed=lambda: remark("权重已更新,全部文件重新抽取 new weights: all documents are read anew"),
        )
        try:
            result = build(
                corpora,
                output,
                Vocabulary(settings.base),
                jobs=jobs,
                limits=Limits.of(settings),
                prune=prune,
                releases=settings.releases,
                progress=watch,
                begun=begun,
                elsewhere=Cluster(cluster, Limits.of(settings), settings.partitions) if cluster else None,
                also=_index if begun is None else lambda _: None,  # an editor does not wait for it
            )
        except ShrunkError as error:
            for state in error.lost:
                complain(state.message)
            raise fail(f"{output}: {error}; --prune publishes without them") from error
        except (OSError, ValueError, WorkersError, ClusterError) as error:
            raise fail(str(error)) from error
    for corpus in corpora:
        table = f"{corpus.name}/{CATALOGUE}" if len(corpora) > 1 else CATALOGUE
        for name in unmatched(corpus.folder):
            remark(f"{table}: {name}: 没有这个文件 no such file")
    whole = not (result.failed or result.kept)
    for state in result.documents:
        if state.message:
            remark(state.message) if state.status == "published" else complain(state.message)
    done = len(result.documents) - len(result.failed)
    own, largest = getrusage(RUSAGE_SELF).ru_maxrss // 1024, peak_memory() // MEBIBYTE
    memory = f"{own} MiB" + (f" + {largest} MiB 每进程 a process" if largest else "")
    remark(
        f"{done} 份文件 documents, {result.quads} quads, {result.seconds:.1f} s, 内存 memory {memory}"
        f" → 版本 release {result.version}: {result.release}"
    )
    remark(f"{result.doubts} 条待核 candidates to review → {result.release / REVIEW}")
    if result.corrections or result.corrections_open:
        remark(
            f"{result.corrections} 条人工更正生效 corrections in force, {result.corrections_open} 条待处理 to look at"
            f" → {result.release / CORRECTIONS}"
        )
    return whole


def _index(folder: Path) -> None:
    """The search index of a large release, so that no server has to make it."""
    from ..api.search.ahead import index_ahead

    if not index_ahead(folder):
        remark("没有搜索索引 no search index was made; a server makes it")


def _given(documents: Sequence[str], with_shipped: bool) -> list[str | Path]:
    """The folders, the shipped one first, for the addresses of its documents are known to everybody."""
    return [shipped_documents(), *documents] if with_shipped or not documents else [*documents]


def _start_early(given: Sequence[str | Path], output: Path, settings: Settings) -> None:
    """Starts the processes that read documents while this one sees to what a build needs besides, if there seem to be
    documents to read."""
    from ..graph.release import outdated
    from ..graph.workers import start

    named = [Path(str(one)) for one in given]
    folders = [folder if folder.is_dir() else Path(str(folder).partition("=")[2]) for folder in named]
    if outdated(output, [*folders, (settings.corrections or output) / "corrections"]):
        start("duikou.graph.build")


def _check_ground(settings: Settings) -> None:
    """Reads every list of words that extraction goes by, unless these very lists were found good before: a wrong one is
    named before any document is read."""
    from ..graph.ground import ground
    from ..ontology.terms import Vocabulary

    try:
        ground(Vocabulary(settings.base))
    except ValueError as error:
        raise fail(str(error)) from error


def remark_old_weights(model: Path | None) -> None:
    """Says so where the user's own weights were moved from other shipped ones than these."""
    if not model:
        return
    from ..extract.training.manifest import of_shipped

    if not of_shipped(model, shipped_documents().parent / "model"):
        remark(f"DUIKOU_MODEL={model}: 旧权重 moved from older shipped weights; duikou fit --gold moves these")
