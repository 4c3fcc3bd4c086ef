"""A release proves its quotes: with our readers, and by the program that it carries; whatever is wrong is named."""

from __future__ import annotations

import ast
import csv
import io
import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from typer.testing import CliRunner

from duikou.cli import FAILED, app, shipped_documents
from duikou.graph.build import Build, build
from duikou.graph.release import publish, staging
from duikou.graph.verify import ReleaseError, find_release, verify
from duikou.ontology.terms import Vocabulary

from ..extract.readers import tiny
from .test_build import OTHER, PAIRS, PLAN
from .test_shipped import E_MAIL, TELEPHONE

WORD = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in OTHER.replace("信阳", "六安").splitlines())
MAIL = f"MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{PAIRS}"


def zipped(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return target.getvalue()


FILES = {
    "plan.txt": PLAN.encode(),
    "marked.txt": "\ufeff𠮷".encode() + OTHER.replace("\n", "\r\n").encode(),
    "older.txt": PLAN.replace("延安", "梅州").encode("gb18030"),
    "page.html": PAIRS.encode(),
    "saved.mht": MAIL.replace("信阳", "安庆").encode(),
    "printed.pdf": tiny.pdf(PLAN.replace("延安", "庆阳").splitlines()),
    "word.docx": tiny.docx(WORD),
    "packed.zip": zipped({"a.txt": PLAN.replace("延安", "巴中").encode(), "b.html": b"<html><p>x&amp;y</p></html>"}),
    "folder.parts/plan.txt": PLAN.replace("延安", "三明").encode(),
    "folder.parts/annex.docx": tiny.docx(WORD),
}
"""A document of each format; marks, line ends and characters beyond the first plane move what counts otherwise."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A folder of documents, and the release that was built of it."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "documents").mkdir()
    for name, data in FILES.items():
        (folder / "documents" / name).parent.mkdir(exist_ok=True)
        (folder / "documents" / name).write_bytes(data)
    done = build(folder / "documents", folder / "out", Vocabulary())
    assert [state.message for state in done.failed] == []
    return folder / "documents", done.release


@pytest.fixture
def copy(made: tuple[Path, Path], tmp_path: Path) -> tuple[Path, Path]:
    """The same, to be spoilt."""
    documents, release = made
    shutil.copytree(documents, tmp_path / "documents")
    shutil.copytree(release, tmp_path / release.name)
    return tmp_path / "documents", tmp_path / release.name


def alone(release: Path, *folders: Path) -> subprocess.CompletedProcess[str]:
    """What the program in the release says, with nothing of ours to import."""
    command = [sys.executable, "-I", "-S", str(release / "verify.py"), *map(str, folders)]
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=60, cwd="/")


def test_a_release_of_every_format_verifies(made: tuple[Path, Path]) -> None:
    documents, release = made
    result = verify(release, [documents])
    assert result.faults == ()
    quoted = re.findall(
        r"^\S+/id/evidence/([\w-]+)/\S+ <\S+#end>", (release / "graph.nq").read_text("utf-8"), re.MULTILINE
    )
    assert result.quotes == len(quoted)
    assert set(quoted) == {name.partition(".")[0] for name in FILES}
    for folders in ((), (documents,)):
        said = alone(release, *folders)
        assert (said.returncode, said.stdout) == (0, f"{result.quotes} quotes, 0 faults\n"), said.stderr


def test_the_shipped_release_verifies(shipped: Build) -> None:
    result = verify(shipped.release, [shipped_documents()])
    assert result.faults == ()
    assert result.quotes > 1000


def change(path: Path, old: bytes, new: bytes) -> None:
    data = path.read_bytes()
    assert old in data
    path.write_bytes(data.replace(old, new, 1))


def reseal(release: Path) -> None:
    """Gives the release the id that its changed graph has."""
    build_note = json.loads((release / "build.json").read_bytes())
    build_note["version"] = sha256((release / "graph.nq").read_bytes()).hexdigest()[:16]
    (release / "build.json").write_text(json.dumps(build_note), encoding="utf-8")


def move_quote(documents: Path, release: Path) -> None:
    """One quote of the plan ends a character later."""
    graph = (release / "graph.nq").read_bytes()
    line = next(re.finditer(rb"[^\n]*/evidence/plan/\S+ <\S+#end> \"(\d+)\"[^\n]*", graph))
    change(release / "graph.nq", line[0], line[0].replace(b'"' + line[1] + b'"', b'"%d"' % (int(line[1]) + 1)))
    reseal(release)


def other_words(documents: Path, release: Path) -> None:
    graph = (release / "graph.nq").read_bytes()
    line = next(re.finditer(r'[^\n]*/evidence/plan/\S+ <\S+#exact> "[^\n]*延安[^\n]*'.encode(), graph))
    change(release / "graph.nq", line[0], line[0].replace("延安".encode(), "延长".encode()))
    reseal(release)


def no_place(documents: Path, release: Path) -> None:
    graph = (release / "graph.nq").read_bytes()
    line = next(re.finditer(rb"[^\n]*/evidence/plan/\S+ <\S+#end> [^\n]*\n", graph))
    change(release / "graph.nq", line[0], b"")
    reseal(release)


def unlisted(documents: Path, release: Path) -> None:
    build_note = json.loads((release / "build.json").read_bytes())
    build_note["documents"] = [state for state in build_note["documents"] if state["slug"] != "plan"]
    (release / "build.json").write_text(json.dumps(build_note), encoding="utf-8")


FAULTS: dict[str, tuple[Callable[[Path, Path], object], list[str], list[str]]] = {
    # what is done; patterns of the lines of `duikou verify`, and of the program in the release
    "nothing": (lambda documents, release: None, [], []),
    "a byte of a file": (
        lambda documents, release: change(documents / "plan.txt", "延安".encode(), "延长".encode()),
        [r"plan\.txt: changed since it was read"],
        [r"plan\.txt: changed since it was read"],
    ),
    "a byte of a file in another format": (
        lambda documents, release: change(documents / "printed.pdf", b"%PDF-1.4", b"%PDF-1.5"),
        [r"printed\.pdf: changed since it was read"],
        [r"printed\.pdf: changed since it was read"],
    ),
    "no file": (
        lambda documents, release: (documents / "word.docx").unlink(),
        [r"word\.docx: missing"],
        [r"word\.docx: missing"],
    ),
    "a byte of the graph": (
        lambda documents, release: change(release / "graph.nq", "延安".encode(), "延长".encode()),
        [r"graph\.nq: changed.*"],
        [r"graph\.nq: changed.*"],
    ),
    "a byte of a text": (
        lambda documents, release: change(release / "texts" / "plan.txt", "延安".encode(), "延长".encode()),
        [r"texts/plan\.txt: changed since the build"],
        [r"texts/plan\.txt: changed since the build"],
    ),
    "no text": (
        lambda documents, release: (release / "texts" / "printed.txt").unlink(),
        [r"texts/printed\.txt: missing"],
        [r"texts/printed\.txt: missing", r"printed\.pdf: no text is left to prove its \d+ quotes in"],
    ),
    "a moved quote": (
        move_quote,
        [r"texts/plan\.txt:\d+-\d+: has '.+', not '.+' \(.*/evidence/plan/.*\)", r"plan\.txt:\d+-\d+: has .*"],
        [r"texts/plan\.txt:\d+-\d+: has '.+', not '.+' \(.*/evidence/plan/.*\)", r"plan\.txt:\d+-\d+: has .*"],
    ),
    "other words": (
        other_words,
        [r"texts/plan\.txt:\d+-\d+: has '.*延安.*', not '.*延长.*' \(.*\)", r"plan\.txt:\d+-\d+: has .*"],
        [r"texts/plan\.txt:\d+-\d+: has '.*延安.*', not '.*延长.*' \(.*\)", r"plan\.txt:\d+-\d+: has .*"],
    ),
    "a quote without a place": (
        no_place,
        [r"texts/plan\.txt:-1--1: has 'no words at a place', not '' \(.*/evidence/plan/.*\)", r"plan\.txt:-1--1: .*"],
        [r"texts/plan\.txt:-1--1: has 'no words at a place', not '' \(.*/evidence/plan/.*\)", r"plan\.txt:-1--1: .*"],
    ),
    "a document that is not listed": (
        unlisted,
        [r".*/id/document/plan: quoted, but no document of the release"],
        [r".*/id/document/plan: quoted, but no document of the release"],
    ),
}


@pytest.mark.parametrize("case", FAULTS)
def test_what_is_wrong_is_named(copy: tuple[Path, Path], case: str) -> None:
    documents, release = copy
    spoil, ours, theirs = FAULTS[case]
    spoil(documents, release)
    found = list(verify(release, [documents]).faults)
    said = alone(release, documents)
    assert said.returncode == (1 if theirs else 0), said.stderr
    for lines, patterns in ((found, ours), (said.stdout.splitlines()[:-1], theirs)):
        assert len(lines) == len(patterns), lines
        assert [line for line, pattern in zip(lines, patterns, strict=True) if not re.fullmatch(pattern, line)] == []


def test_a_release_that_cannot_be_read_is_named(copy: tuple[Path, Path]) -> None:
    _, release = copy
    (release / "build.json").unlink()
    said = alone(release)
    assert (said.returncode, said.stdout) == (2, "")
    assert "build.json" in said.stderr
    with pytest.raises(ReleaseError, match=re.escape(str(release))):
        verify(release, [])
    with pytest.raises(ReleaseError, match="no such release"):
        find_release(release.parent, release.name)


def test_a_release_that_a_write_has_changed_is_read_from_its_store(copy: tuple[Path, Path]) -> None:
    documents, release = copy
    before = verify(release, [documents])
    (release / "graph.nq").unlink()  # a write leaves no dump, and gives the release an id that is no hash of one
    assert verify(release, [documents]) == before
    assert "graph.nq" in alone(release).stderr


def test_the_program_in_the_release_is_short_and_needs_no_library(made: tuple[Path, Path]) -> None:
    source = (made[1] / "verify.py").read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 110
    imported = {
        name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [one.name for one in node.names])
    }
    assert {name.partition(".")[0] for name in imported} <= sys.stdlib_module_names


def test_the_texts_hold_the_own_words_only(shipped: Build) -> None:
    with (Path(__file__).parent / "noise.csv").open(encoding="utf-8", newline="") as file:
        noise = [row["words"] for row in csv.DictReader(file)]
    texts = [path.read_text(encoding="utf-8") for path in (shipped.release / "texts").glob("*.txt")]
    assert len(texts) == len(shipped.documents)
    assert [(words, text[:40]) for words in noise for text in texts if words in text] == []
    assert [text[:40] for text in texts if TELEPHONE.search(text) or E_MAIL.search(text)] == []


def test_the_same_release_again_renews_its_texts(tmp_path: Path) -> None:
    for words in ("one", "two"):
        with staging(tmp_path) as folder:
            (folder / "texts").mkdir()
            (folder / "texts" / "plan.txt").write_text(words)
            (folder / "store").mkdir()
            (folder / "store" / "CURRENT").write_text(words)
            release = publish(tmp_path, folder, "same")
    assert (release / "texts" / "plan.txt").read_text() == "two"
    assert (release / "store" / "CURRENT").read_text() == "one", "a server may hold it open"


def test_the_command(copy: tuple[Path, Path]) -> None:
    documents, release = copy
    output = release.parent
    (output / "releases").mkdir()
    release = release.rename(output / "releases" / release.name)
    (output / "current").symlink_to(Path("releases") / release.name)
    run = CliRunner()
    arguments = ["verify", "--documents", str(documents), "--output", str(output)]
    good = run.invoke(app, arguments)
    assert (good.exit_code, good.stdout) == (0, "")
    assert release.name in good.stderr
    change(documents / "plan.txt", "延安".encode(), "延长".encode())
    for named in ([], [release.name], [str(release)]):
        bad = run.invoke(app, [*arguments, *named])
        assert (bad.exit_code, bad.stdout) == (1, "plan.txt: changed since it was read\n")
    other = documents.parent / "other"
    other.mkdir()
    (documents / "plan.txt").rename(other / "plan.txt")
    (other / "plan.txt").write_bytes(FILES["plan.txt"])
    assert run.invoke(app, [*arguments, "--documents", str(other)]).exit_code == 0
    for wrong in (["verify", "nothing", *arguments[1:]], ["verify", "--documents", "nothing"]):
        result = run.invoke(app, wrong)
        assert (result.exit_code, result.stdout) == (FAILED, "")
        assert "nothing" in result.stderr
        assert len(result.stderr.splitlines()) == 1
