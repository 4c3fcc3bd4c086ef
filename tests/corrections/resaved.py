"""A document as it comes back: in another format, script or wrapping, or with a few sentences edited."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape

from opencc import OpenCC

WIDTH = 37
"""Characters of a line: none ends where a sentence does."""


def as_html(text: str) -> tuple[str, str]:
    body = "\n".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line.strip())
    head = '<!DOCTYPE html><html lang="zh"><head><meta charset="utf-8"><title>文件</title></head>'
    return ".html", f"{head}<body><article>{body}</article></body></html>"


def as_traditional(text: str) -> tuple[str, str]:
    return ".txt", str(OpenCC("s2t").convert(text))


def rewrapped(text: str) -> tuple[str, str]:
    """Hard line breaks, an empty line between paragraphs, Windows line ends."""
    paragraphs = [line.strip() for line in text.splitlines() if line.strip()]
    broken = ["\r\n".join(line[at : at + WIDTH] for at in range(0, len(line), WIDTH)) for line in paragraphs]
    return ".txt", "\r\n\r\n".join(broken)


FORMS: Mapping[str, Callable[[str], tuple[str, str]]] = {
    "html": as_html,
    "traditional": as_traditional,
    "rewrapped": rewrapped,
}


def edited(text: str, edits: Sequence[Mapping[str, str]]) -> tuple[str, str]:
    for edit in edits:
        assert text.count(edit["was"]) == 1, edit
        text = text.replace(edit["was"], edit["is"])
    return ".txt", text
