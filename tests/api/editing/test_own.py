"""One's own document: looked at, corrected, joined or thrown away; and what may be tried against that."""

from __future__ import annotations

import io
import os
import shutil
import signal
import threading
import time
import tomllib
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from duikou.api.editing import joining
from duikou.api.editing.about import FIELDS
from duikou.api.editing.drafts import MOST, Draft, Drafts
from duikou.api.editing.joining import join, place, writable
from duikou.api.http.errors import RefusedError
from duikou.graph.build import Build
from duikou.graph.catalogue import entry_of
from duikou.graph.kept import DocumentState
from duikou.graph.release import alone, current_release
from duikou.settings import Settings

from ...thorough import thorough
from ..serving import PLAIN, Server
from .clients import EDITORS, TOKENS, Browser, app
from .conftest import PLAN

FIRST, SECOND = TOKENS
TEXT = """吉安市与东莞市对口合作实施方案
一、重点任务
（一）支持吉安市与东莞市共建产业园。（责任单位：市商务局）
"""
MARKUP = '<img src=x onerror="alert(1)">'
FORMULA = "=cmd|' /C calc'!A1"


@pytest.fixture(scope="module")
def world(small: Build, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A folder of documents that was built once."""
    folder = tmp_path_factory.mktemp("world")
    shutil.copytree(small.release.parent.parent, folder / "graph", symlinks=True)
    (folder / "documents").mkdir()
    (folder / "documents" / "plan.txt").write_text(PLAN, encoding="utf-8")
    return Settings(output=folder / "graph", documents=(f"documents={folder / 'documents'}",), edit=True)


def options(world: Settings, **more: Any) -> dict[str, Any]:
    return {"documents": world.documents, "draft_seconds": 20, **more}


@pytest.fixture(scope="module")
def running(world: Settings) -> Iterator[Any]:
    made = app(world.output, editors=EDITORS, logins_per_minute=10_000, writes_per_minute=10_000, **options(world))
    yield made
    made.state.own.sandbox.close()


@pytest.fixture
def browser(running: Any) -> Browser:
    """The first editor, logged in."""
    made = Browser(running)
    made.log_in(TOKENS[FIRST])
    return made


def folder_of(world: Settings) -> Path:
    return Path(world.documents[0].partition("=")[2])


def state_of(world: Settings) -> tuple[list[str], Path | None]:
    """What is published: the files of the corpus, and the release that is served."""
    return sorted(path.name for path in folder_of(world).iterdir()), current_release(world.output)


def bring(browser: Browser, text: str = TEXT, **fields: Any) -> str:
    """Brings a text as an editor pastes it; the address of its draft."""
    answer = browser.post("/edit/new", data={"csrf": browser.csrf("/edit/new"), "text": text, **fields}, files=EMPTY)
    assert answer.status_code == 303, answer.text[:500]
    return str(answer.headers["location"])


EMPTY = {"file": ("", b"", "application/octet-stream")}
"""What a browser sends for a file that nobody chose: the form is in parts then."""


def said(page: httpx.Response) -> str:
    """What the page complains of."""
    return page.text.split('role="alert">')[1].split("</p>")[0] if 'role="alert"' in page.text else ""


# --- looking, correcting, throwing away


def test_a_draft_is_shown_and_nothing_is_published(browser: Browser, world: Settings) -> None:
    before = state_of(world)
    page = browser.get(bring(browser))
    assert page.status_code == 200
    for words in ("吉安市与东莞市对口合作实施方案", "共建产业园", "吉安市商务局", "measure-mark", 'class="m place"'):
        assert words in page.text
    assert state_of(world) == before
    assert browser.get("/documents").text.count("吉安") == 0


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("方案.txt", TEXT.encode("gb18030")),
        ("a/../方案.html", f"<html><body><p>{TEXT}</p></body></html>".encode()),
    ],
)
def test_a_file_is_read_as_a_build_reads_it(name: str, data: bytes, browser: Browser) -> None:
    form = {"csrf": browser.csrf("/edit/new")}
    page = browser.get(browser.post("/edit/new", data=form, files={"file": (name, data)}).headers["location"])
    assert "共建产业园" in page.text


def test_what_is_said_of_a_draft_holds(browser: Browser) -> None:
    draft = bring(browser)
    told = {
        "title": "另一题名",
        "published": "2024-05-01",
        "kind": "news",
        "issuer": "吉安市人民政府",
        "source": "手抄",
    }
    form = {"csrf": browser.csrf(draft), "name": "ji-an.txt", "url": "https://www.jian.gov.cn/1", **told}
    assert browser.post(draft, data=form).status_code == 303
    page = browser.get(draft).text
    assert '<h1 lang="zh">另一题名</h1>' in page
    assert 'value="ji-an.txt"' in page


WRONG = [
    ("published", "1 May", "published: &#39;1 May&#39; is not a date"),
    ("url", "javascript:alert(1)", "url: &#39;javascript:alert(1)&#39; is not a web address"),
    ("number", "一号", "number: &#39;一号&#39; is not a document number"),
    ("place", "某地", "place: &#39;某地&#39; is no place"),
    ("kind", "essay", "kind:"),
    ("title", "a\u202eb", "title: holds characters that cannot be seen"),
    ("title", "长" * 501, "title: is longer than 500 characters"),
    ("name", "x.pdf", "name: must go on ending in .txt"),
    ("name", "corpus.txt", "corpus.txt: such a name stands for something"),
]


def test_what_cannot_hold_is_said(browser: Browser) -> None:
    draft = bring(browser)
    for field, value, reason in WRONG:
        answer = browser.post(draft, data={"csrf": browser.csrf(draft), field: value})
        assert answer.status_code == 400, field
        assert reason in said(answer)


MARKED = ("title", "name", "text")
"""A field that is shown as it is, a file's name, and the document; what is chosen or checked is for thorough runs."""


@pytest.mark.parametrize(
    "field", [field if field in MARKED else thorough(field) for field in (*FIELDS, "name", "text")]
)
def test_markup_and_formulas_stay_text(field: str, browser: Browser) -> None:
    text = f"{FORMULA}'\"></textarea><script>{MARKUP}</script>{{{{7*7}}}}"
    draft = bring(browser, f"{text}\n{TEXT}" if field == "text" else TEXT)
    pages = [browser.get(draft)]
    if field != "text":
        value = f"{text}.txt" if field == "name" else text
        pages += [browser.post(draft, data={"csrf": browser.csrf(draft), field: value}), browser.get(draft)]
    for page in (*pages, browser.get("/edit/new")):
        assert page.status_code in (200, 303, 400)
        assert MARKUP not in page.text
        assert "<script>" not in page.text
        assert "'\">" not in page.text
    if field in ("title", "issuer", "source", "licence"):
        assert "&lt;script&gt;" in pages[-1].text, "it is shown, as text"


def test_a_draft_is_thrown_away(browser: Browser, running: Any) -> None:
    draft = bring(browser)
    folder = running.state.own.drafts.folder(running.state.own.drafts.find(draft.rpartition("/")[2], FIRST))
    assert folder.stat().st_mode & 0o077 == 0, "nobody else may look"
    assert browser.post(f"{draft}/discard", data={"csrf": browser.csrf(draft)}).status_code == 303
    assert browser.get(draft).status_code == 404
    assert not folder.exists()


@pytest.fixture(autouse=True)
def _nothing_left(running: Any) -> Iterator[None]:
    yield
    for name in TOKENS:
        for draft in running.state.own.drafts.of(name):
            running.state.own.drafts.discard(draft)


# --- who may


@pytest.mark.parametrize("action", ["/edit/new", thorough("{draft}"), "{draft}/join", thorough("{draft}/discard")])
def test_every_write_is_guarded(action: str, browser: Browser, running: Any, world: Settings) -> None:
    draft = bring(browser)
    before, path = state_of(world), action.format(draft=draft)
    form = {"csrf": browser.csrf(draft), "text": TEXT, "corpus": "documents"}
    stranger, other = Browser(running), Browser(running)
    other.log_in(TOKENS[SECOND])
    assert browser.post(path, data=form, headers={"Origin": "https://evil.example"}).status_code == 403
    assert browser.post(path, data={**form, "csrf": ""}).status_code == 403
    assert browser.post(path, data={**form, "csrf": other.csrf()}).status_code == 403
    assert stranger.post(path, data=form).status_code == 401
    assert len(list(running.state.own.drafts.of(FIRST))) == 1
    assert state_of(world) == before


def test_a_draft_is_its_editors_own(browser: Browser, running: Any) -> None:
    draft = bring(browser)
    other = Browser(running)
    other.log_in(TOKENS[SECOND])
    assert other.get(draft).status_code == 404
    for action in (draft, f"{draft}/join", f"{draft}/discard"):
        assert other.post(action, data={"csrf": other.csrf(), "corpus": "documents"}).status_code == 404
    assert browser.get(draft).status_code == 200


@pytest.mark.parametrize("identifier", ["x", "%2e%2e%2f%2e%2e", "." * 22, "A" * 22])
def test_no_other_folder_is_a_draft(identifier: str, browser: Browser) -> None:
    assert browser.get(f"/edit/drafts/{identifier}").status_code == 404


# --- what is too much


@pytest.mark.thorough
def test_fifty_megabytes_are_refused_unread(browser: Browser, running: Any) -> None:
    csrf = browser.csrf("/edit/new")
    began = list(running.state.own.drafts.of(FIRST))
    long = browser.post("/edit/new", data={"csrf": csrf, "text": "长" * 17_000_000}, files=EMPTY)
    assert long.status_code == 413
    for size in (50_000_000, 2_000_000):  # a form that comes in one piece may be shorter
        assert browser.post("/edit/new", data={"csrf": csrf, "text": "a" * size}).status_code == 413
    assert list(running.state.own.drafts.of(FIRST)) == began


@pytest.mark.parametrize(
    ("form", "status", "reason"),
    [
        ({"text": "  "}, 400, "bring a file, a text or an address"),
        ({"address": "http://127.0.0.1/"}, 403, "this server asks no addresses"),
    ],
)
def test_what_is_not_taken(form: dict[str, str], status: int, reason: str, browser: Browser) -> None:
    answer = browser.post("/edit/new", data={"csrf": browser.csrf("/edit/new"), **form}, files=EMPTY)
    assert answer.status_code == status
    assert reason in said(answer)


@pytest.fixture(scope="module")
def fetching(world: Settings) -> Iterator[Browser]:
    """An editor who may have documents fetched."""
    made = Browser(app(world.output, editor=FIRST, fetch=True))
    made.get("/edit/login")
    yield made
    made.app.state.own.sandbox.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize("address", ["http://127.0.0.1/", "http://localhost:8000/edit", "http://[::1]/"])
def test_an_address_of_this_machine_is_not_asked(address: str, fetching: Browser) -> None:
    form = {"csrf": fetching.csrf("/edit/new"), "address": address}
    answer = fetching.post("/edit/new", data=form, files=EMPTY)
    assert answer.status_code == 403
    assert "private network" in said(answer)


@pytest.mark.thorough
def test_a_document_that_hangs_the_extractor_costs_itself(world: Settings) -> None:
    """It is ended at its time; meanwhile and afterwards the server answers."""
    made = Browser(app(world.output, editor=FIRST, **options(world, draft_seconds=3)))
    made.get("/edit/login")
    long = TEXT + "支持吉安市与东莞市共建产业园，推动龙岩市、广州市开展合作。\n" * 60_000
    found: list[str] = []
    worker = threading.Thread(target=lambda: found.append(bring(made, long)))
    worker.start()
    assert made.get("/edit/new").status_code == 200
    worker.join()
    assert "took more than" in said(made.get(found[0]))
    assert "共建产业园" in made.get(bring(made)).text
    made.app.state.own.sandbox.close()  # type: ignore[attr-defined]


def bomb() -> bytes:
    """A document of some hundred kilobytes that unpacks into a gigabyte."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>')  # fmt: skip  # noqa: E501
        archive.writestr("_rels/.rels", '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>')  # fmt: skip  # noqa: E501
        with archive.open("word/document.xml", "w", force_zip64=True) as part:
            for _ in range(1024):
                part.write(b" " * 1_048_576)
    return data.getvalue()


@pytest.mark.thorough
def test_a_zip_bomb_costs_itself(world: Settings) -> None:
    made = Browser(app(world.output, editor=FIRST, **options(world, document_memory=300 * 1024 * 1024)))
    made.get("/edit/login")
    form = {"csrf": made.csrf("/edit/new")}
    answer = made.post("/edit/new", data=form, files={"file": ("bomb.docx", bomb())})
    page = made.get(answer.headers["location"])
    assert said(page)
    assert "加入并发布" not in page.text
    assert "共建产业园" in made.get(bring(made)).text
    made.app.state.own.sandbox.close()  # type: ignore[attr-defined]


def test_no_more_drafts_than_may_be(tmp_path: Path) -> None:
    now = time.time()
    drafts = Drafts(tmp_path / "drafts", 48, lambda: now)
    made = [drafts.new(FIRST, "a.txt", b"a") for _ in range(MOST)]
    with pytest.raises(RefusedError, match="are kept for you already"):
        drafts.new(FIRST, "a.txt", b"a")
    assert drafts.new(SECOND, "a.txt", b"a").owner == SECOND
    now += 48 * 3600 + 1
    with pytest.raises(RefusedError, match="no such draft"):
        drafts.find(made[0].id, FIRST)
    drafts.sweep()
    assert list((tmp_path / "drafts").iterdir()) == [], "what has lasted its time is thrown away"


# --- joining


def ready(tmp_path: Path, name: str = "new.txt", data: bytes = b"new") -> tuple[Drafts, Draft]:
    drafts = Drafts(tmp_path / "drafts", 48)
    draft = drafts.new(FIRST, name, data, b'title = "a"\n')
    return drafts, drafts.settle(draft, DocumentState("new", name, "", "", "published"))


def documents(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "plan.txt").write_text(PLAN, encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", ["plan.txt", "plan.html", "listed.txt"])
def test_nothing_takes_the_place_of_a_document(name: str, tmp_path: Path) -> None:
    folder = documents(tmp_path)
    (folder / "documents.csv").write_text("file,title\nlisted.txt,a\n", encoding="utf-8")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(RefusedError) as refused:
        place(folder, *ready(tmp_path, name))
    assert refused.value.status == 409
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_of_two_editors_at_once_one_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is said of the document is the same for all, and the one who puts it there is slow to put the document."""
    folder = documents(tmp_path)
    outcomes: list[int] = []
    put = joining._put

    def slowly(source: Path, target: Path) -> bool:
        placed = put(source, target)
        if placed and target.suffix == ".toml":
            time.sleep(0.2)
        return placed

    monkeypatch.setattr(joining, "_put", slowly)
    start = threading.Barrier(8)

    def one(number: int) -> None:
        (tmp_path / str(number)).mkdir()
        drafts, draft = ready(tmp_path / str(number), "new.txt", b"by %d" % number)
        start.wait()
        try:
            outcomes.append(len(place(folder, drafts, draft)))
        except RefusedError as error:
            outcomes.append(error.status)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    placed = [outcome for outcome in outcomes if outcome != 409]
    assert len(placed) == 1
    assert (folder / "new.txt").read_bytes().startswith(b"by ")
    assert sorted(path.name for path in folder.iterdir()) == ["new.toml", "new.txt", "plan.txt"]


def _killed_at(step: int, place_draft: Callable[[], object]) -> bool:
    """Runs *place_draft* in a process that is killed before it renames or links its file number *step*. Returns whether
    it came to its end."""
    child = os.fork()
    if not child:
        left = iter(range(step))

        def counted(call: Callable[..., Any]) -> Callable[..., Any]:
            def made(*args: Any, **options: Any) -> Any:
                if next(left, None) is None:
                    os.kill(os.getpid(), signal.SIGKILL)
                return call(*args, **options)

            return made

        os.link = counted(os.link)
        Path.replace = counted(Path.replace)  # type: ignore[method-assign]
        try:
            place_draft()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@pytest.mark.thorough
def test_a_kill_at_any_moment_leaves_nothing_half_written(tmp_path: Path) -> None:
    """Killed at each step of keeping a draft and of joining; in the end an attempt that is not killed goes well."""
    folder, drafts = documents(tmp_path), Drafts(tmp_path / "drafts", 48)

    def attempt() -> None:
        kept = next(drafts.of(FIRST), None) or drafts.new(FIRST, "new.txt", b"new", b'title = "a"\n')
        place(folder, drafts, kept)

    killed = 0
    while not _killed_at(killed, attempt):
        killed += 1
        shown = {path.name: path.read_bytes() for path in folder.iterdir() if path.name[0] != "."}
        assert shown.pop("plan.txt") == PLAN.encode()
        assert shown.items() <= {"new.txt": b"new", "new.toml": b'title = "a"\n'}.items()
        assert "new.toml" in shown or "new.txt" not in shown, "never without what is said of it"
        for kept in drafts.of(FIRST):
            assert drafts.file(kept).read_bytes() == b"new"
    assert killed >= 4, "it was killed at several moments"
    assert (folder / "new.txt").read_bytes() == b"new"
    assert entry_of(folder / "new.txt").title == "a"
    assert sorted(path.name for path in folder.iterdir()) == ["new.toml", "new.txt", "plan.txt"]


def test_what_cannot_be_built_is_taken_back(browser: Browser, world: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    before, draft = state_of(world), bring(browser)

    def fails(*_: object) -> str:
        raise RefusedError(409, "another build is running")

    monkeypatch.setattr(joining, "publish", fails)
    answer = browser.post(f"{draft}/join", data={"csrf": browser.csrf(draft), "corpus": "documents"})
    assert (answer.status_code, said(answer)) == (409, "another build is running")
    assert state_of(world) == before
    assert browser.get(draft).status_code == 200


def corpus_of(tmp_path: Path) -> Settings:
    return Settings(output=tmp_path / "graph", documents=(f"mine={documents(tmp_path)}",), edit=True)


def refusing(*_: object) -> str:
    raise RefusedError(409, "another build is at work there")


def test_what_another_build_has_published_is_not_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It began before the document was placed and has found it: its end is waited for."""
    settings, (drafts, draft) = corpus_of(tmp_path), ready(tmp_path)
    served: list[DocumentState] = []
    at_work = ExitStack()
    at_work.enter_context(alone(settings.output))

    def ends() -> None:
        assert (tmp_path / "documents" / "new.txt").is_file(), "it stays while a build is at work"
        served.append(DocumentState("new-1", "new.txt", "", "", "published", corpus="mine"))
        at_work.close()

    monkeypatch.setattr(joining, "publish", refusing)
    monkeypatch.setattr(joining.Served, "of", lambda _: SimpleNamespace(documents=served))
    timer = threading.Timer(0.5, ends)
    timer.start()
    assert join(settings, drafts, draft, "mine") == "new-1"
    timer.join()
    assert (tmp_path / "documents" / "new.txt").read_bytes() == b"new"
    assert not list(drafts.of(FIRST))


@pytest.mark.thorough
def test_what_a_killed_attempt_left_is_taken_back_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings, (drafts, draft) = corpus_of(tmp_path), ready(tmp_path)
    place(tmp_path / "documents", drafts, draft)  # and then the server was killed
    monkeypatch.setattr(joining, "publish", refusing)
    with pytest.raises(RefusedError, match="another build"):
        join(settings, drafts, draft, "mine")
    assert [path.name for path in (tmp_path / "documents").iterdir()] == ["plan.txt"]
    assert list(drafts.of(FIRST)) == [draft]


@pytest.mark.thorough
def test_a_kill_while_a_draft_is_renamed_loses_nothing(tmp_path: Path) -> None:
    drafts, draft = ready(tmp_path)
    killed = 0
    while not _killed_at(killed, lambda: drafts.say(drafts.find(draft.id, FIRST), "other.txt", b'title = "b"\n')):
        killed += 1
        kept = drafts.find(draft.id, FIRST)
        assert drafts.file(kept).read_bytes() == b"new"
        assert drafts.entry(kept).title == {"new.txt": "a", "other.txt": "b"}[kept.name]
    assert killed >= 3, "it was killed at several moments"
    kept = drafts.find(draft.id, FIRST)
    assert (kept.name, drafts.file(kept).read_bytes()) == ("other.txt", b"new")
    assert sorted(path.name for path in drafts.file(kept).parent.glob("[!.]*")) == ["other.toml", "other.txt"]


def test_only_a_writable_corpus_is_joined(browser: Browser, world: Settings) -> None:
    before, draft = state_of(world), bring(browser)
    for corpus in ("", "shipped", "../documents", MARKUP):
        answer = browser.post(f"{draft}/join", data={"csrf": browser.csrf(draft), "corpus": corpus})
        assert answer.status_code == 403, corpus
        assert MARKUP not in answer.text
        assert state_of(world) == before


def test_the_shipped_corpus_is_never_joined(world: Settings) -> None:
    assert [corpus.name for corpus in writable(world)] == ["documents"]
    assert writable(Settings()) == ()
    shipped = Path(joining.PACKAGE) / "data" / "documents"
    assert writable(Settings(documents=(str(shipped),))) == ()


@pytest.mark.thorough
def test_the_whole_way(small: Build, tmp_path: Path) -> None:
    """A running server: a draft is brought, corrected and joined, and served without a restart."""
    shutil.copytree(small.release.parent.parent, tmp_path / "graph", symlinks=True)
    folder = documents(tmp_path)
    settings = {"output": tmp_path / "graph", "documents": f"documents={folder}", "edit": True, "editor": FIRST}
    with Server(**settings) as server:
        browser = httpx.Client(base_url=server.url, **PLAIN, timeout=240, headers={"Origin": server.url})
        browser.get("/edit/login")
        csrf = browser.get("/edit/new").text.split('name="csrf" value="')[1].split('"')[0]
        draft = browser.post("/edit/new", data={"csrf": csrf, "text": TEXT}, files=EMPTY).headers["location"]
        said_of = {"csrf": csrf, "name": "jian.txt", "title": f"{FORMULA} {MARKUP}", "published": "2024-05-01"}
        assert browser.post(draft, data=said_of).status_code == 303
        joined = browser.post(f"{draft}/join", data={"csrf": csrf, "corpus": "documents"})
        assert joined.headers["location"] == "/documents/jian", joined.text[:2000]
        page = browser.get("/documents/jian")
        assert page.status_code == 200
        assert "共建产业园" in page.text
        assert MARKUP not in page.text
        assert browser.get(draft).status_code == 404
        assert {"editor": FIRST, "document": "jian"}.items() <= next(
            event for event in server.events() if event["event"] == "document joined"
        ).items()
    assert tomllib.loads((folder / "jian.toml").read_text(encoding="utf-8"))["title"] == f"{FORMULA} {MARKUP}"
    assert (folder / "jian.txt").read_text(encoding="utf-8") == TEXT
