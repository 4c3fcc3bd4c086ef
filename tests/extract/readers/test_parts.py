"""Documents of several files: what is read in which order, what is left out and said."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from duikou.extract.read import ReadError, content_of, read
from duikou.extract.readers import package
from duikou.extract.readers.parts import digest_of

from . import tiny

WORD = tiny.docx("<w:p><w:r><w:t>方案</w:t></w:r></w:p>")
PAGE = b"<html><body><p>\xe9\x99\x84&amp;\xe8\xa1\xa8</p></body></html>"


class _InGbk(zipfile.ZipInfo):
    """A part whose name is written in GBK, which is not said, as programs in China do."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - the library's own
        return self.filename.encode("gb18030"), self.flag_bits


class _InUtf8(zipfile.ZipInfo):
    """A part whose name is written in UTF-8, which is not said, as some programs do."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - the library's own
        return self.filename.encode("utf-8"), self.flag_bits


def archive(*parts: tuple[str, bytes], kind: type[zipfile.ZipInfo] = zipfile.ZipInfo) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, data in parts:
            opened.writestr(kind(name), data)
    return target.getvalue()


def test_parts_stand_in_the_order_of_their_names_annexes_last(tmp_path: Path) -> None:
    names = ["附件10.txt", "附件2.txt", "附件一.txt", "通知.docx", "a/方案.txt"]
    data = [WORD if name.endswith("docx") else name.encode() for name in names]
    (tmp_path / "a.zip").write_bytes(archive(*zip(names, data, strict=True)))
    source = read(tmp_path / "a.zip")
    assert [block.text for block in source.blocks] == ["a/方案.txt", "方案", "附件一.txt", "附件2.txt", "附件10.txt"]
    assert source.media_type == "application/zip"
    assert source.notes == (
        "read as one document of 5 parts: a/方案.txt, 通知.docx, 附件一.txt, 附件2.txt, 附件10.txt",
    )
    for block in source.blocks:
        assert "".join(source.text[start] for start in block.starts) == block.text


@pytest.mark.parametrize("kind", [_InGbk, _InUtf8])
def test_names_may_be_written_in_an_encoding_that_is_not_said(tmp_path: Path, kind: type[zipfile.ZipInfo]) -> None:
    (tmp_path / "a.zip").write_bytes(archive(("附件2.txt", b"a"), ("通知.txt", b"b"), kind=kind))
    source = read(tmp_path / "a.zip")
    assert source.notes == ("read as one document of 2 parts: 通知.txt, 附件2.txt",)


def test_what_cannot_be_read_is_left_out_and_said(tmp_path: Path) -> None:
    parts = [
        ("1.txt", "支持".encode()),
        ("2.docx", b"PK\x03\x04nothing"),
        ("3.png", b"\x89PNG\r\n\x1a\n"),
        ("4.exe", b"MZ"),
        ("5.zip", archive(("a.txt", b"a"))),
        ("6.txt", b""),
        ("7.txt", "合作".encode() + b"\xff"),
        ("__MACOSX/8.txt", b"x"),
        ("~$9.docx", b"x"),
    ]
    (tmp_path / "a.zip").write_bytes(archive(*parts))
    source = read(tmp_path / "a.zip")
    assert [block.text for block in source.blocks] == ["支持", "合作\ufffd"]
    said = dict(zip("123456", source.notes, strict=False))
    assert "2 parts: 1.txt, 7.txt" in said["1"]
    assert said["2"].startswith("its part 2.docx is left out: a broken archive")
    assert "3.png is left out" in said["3"] and "4.exe is left out: cannot read" in said["4"]
    assert "5.zip is left out: an archive in an archive" in said["5"] and "6.txt is left out: the file is" in said["6"]
    assert len(source.notes) == 7 and "7.txt: 1 place(s)" in source.notes[6]


def test_the_words_of_a_page_are_those_that_it_shows(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(archive(("1.html", PAGE), ("2.txt", b"a")))
    assert read(tmp_path / "a.zip").text == "附&表\n\na\n\n"


def test_words_stand_on_the_pages_and_in_the_cells_of_their_part(tmp_path: Path) -> None:
    sheet = (Path(__file__).parent / "sheets" / "tasks.xlsx").read_bytes()
    table = "<table><tr><td>任务</td><td>单位</td></tr><tr><td>建园区</td><td>商务局</td></tr></table>".encode()
    data = [
        ("通知.txt", "支持三明市".encode()),
        ("附件1.pdf", tiny.pdf(["第一页"], ["第二页"])),
        ("附件2.xlsx", sheet),
        ("附件3.html", b'<meta charset="utf-8">' + table),
        ("附件4.csv", "任务,单位\n办展会,文旅局\n".encode()),
    ]
    (tmp_path / "a.zip").write_bytes(archive(*data))
    source = read(tmp_path / "a.zip")
    by_part: dict[str, dict[str, str]] = {}
    for spot in source.spots:
        by_part.setdefault(spot.part, {})[spot.span.of(source.text)] = spot.cell or str(spot.page)
    assert list(by_part) == ["附件1.pdf", "附件2.xlsx", "附件3.html", "附件4.csv"]
    assert by_part["附件1.pdf"] == {"第一页": "1", "第二页": "2"}
    assert by_part["附件3.html"]["商务局"] == "table1!B2"
    assert by_part["附件4.csv"]["文旅局"] == "cell=2,2"
    alone = content_of(sheet, ".xlsx")
    assert by_part["附件2.xlsx"] == {spot.span.of(alone.text): spot.cell for spot in alone.spots}
    assert list(source.spots) == sorted(source.spots, key=lambda spot: spot.span)


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (archive(("a.exe", b"MZ")), "without a document: its part a.exe"),
        (archive(*((f"{number}.txt", b"a") for number in range(501))), "501 files"),
        (archive(("a.txt", b"a"))[:-30], "cut short"),
    ],
)
def test_archives_that_are_no_document(tmp_path: Path, data: bytes, cause: str) -> None:
    (tmp_path / "a.zip").write_bytes(data)
    with pytest.raises(ReadError, match=cause):
        read(tmp_path / "a.zip")


def test_an_archive_that_unpacks_to_too_much_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "LARGEST", 1000)
    (tmp_path / "a.zip").write_bytes(archive(("a.txt", b"a" * 600), ("b.txt", b"b" * 600)))
    with pytest.raises(ReadError, match="unpacks to too many bytes"):
        read(tmp_path / "a.zip")


def test_a_folder_of_parts_is_one_document(tmp_path: Path) -> None:
    folder = tmp_path / "方案.parts"
    folder.mkdir()
    (tmp_path / "outside.txt").write_text("外", encoding="utf-8")
    (folder / "附件.txt").write_text("附件", encoding="utf-8")
    (folder / "正文.docx").write_bytes(WORD)
    (folder / ".hidden.txt").write_text("藏", encoding="utf-8")
    (folder / "link.txt").symlink_to(tmp_path / "outside.txt")
    source = read(folder)
    assert [block.text for block in source.blocks] == ["方案", "附件"]
    assert (source.slug, source.sha256) == ("fang-an", digest_of(folder))
    with pytest.raises(ReadError, match="bytes, and no more than 10"):
        read(folder, largest=10)
    (folder / "附件.txt").write_text("附件二", encoding="utf-8")
    assert digest_of(folder) != source.sha256
