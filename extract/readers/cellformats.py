"""How the cells of a workbook are formatted: 2025-12-01 may be printed 2025年12月, and 0.8 as 80%.

The library that reads workbooks gives values and no formats; they stand in the files' own tables of styles.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache

from lxml import etree

from . import package, workbook
from .base import ReadError
from .workbook import MAIN

Formats = Mapping[tuple[int, int], str]
"""Format codes of a sheet's cells, by row and column from 0; cells of the general format are left out."""
BUILT_IN = {
    9: "0%", 10: "0.00%", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"',
    36: 'yyyy"年"m"月"', 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"', 54: 'm"月"d"日"',
    57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
"""Codes that files name by number only, as a Chinese Excel has them (ECMA-376, part 1, 18.8.30)."""
_TOKEN = re.compile(
    r'"([^"]*)"|\\(.)|\[[^\]]*\]|_.|\*.|(yyyy|yy|e|mmmm|mmm|mm|m|dd|d|hh|h|ss|s)|(aaaa|aaa|AM/PM|@)|(.)', re.I
)
_ADDRESS = re.compile(r"([A-Z]{1,3})(\d{1,7})")
MOST_STYLED = 1_000_000  # cells of a workbook that are looked at


def of_archive(data: bytes) -> dict[str, Formats]:
    """The formats of an .xlsx file, by the names of its sheets; none where its tables cannot be read."""
    try:
        with package.opened(data) as archive:
            names = set(archive.namelist())
            codes = _codes(package.part(archive, "xl/styles.xml")) if "xl/styles.xml" in names else []
            if not any(codes):
                return {}
            return {name: dict(_styled(part, codes)) for name, part in workbook.sheets(archive)}
    except (ReadError, etree.XMLSyntaxError, ValueError):
        return {}


def _codes(styles: bytes) -> list[str]:
    """The format code of each cell style; empty for those that change nothing."""
    root = workbook.parsed(styles)
    own = {one.get("numFmtId"): one.get("formatCode", "") for one in root.iter(f"{MAIN}numFmt")}
    found = []
    for style in root.iterfind(f"{MAIN}cellXfs/{MAIN}xf"):
        number = style.get("numFmtId", "0")
        found.append(own.get(number) or BUILT_IN.get(int(number), "") if number.isdigit() else "")
    return found


def _styled(sheet: bytes, codes: list[str]) -> Iterator[tuple[tuple[int, int], str]]:
    parser = etree.iterparse(
        io.BytesIO(sheet), events=("end",), tag=f"{MAIN}c", resolve_entities=False, no_network=True
    )
    for number, (_, cell) in enumerate(parser):
        style, at = cell.get("s", ""), _ADDRESS.fullmatch(cell.get("r", ""))
        if number > MOST_STYLED:
            return
        if at and style.isdigit() and int(style) < len(codes) and codes[int(style)]:
            yield (int(at[2]) - 1, _column(at[1])), codes[int(style)]
        cell.clear()


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number - 1


def of_stream(data: bytes) -> list[Formats]:
    """The formats of an .xls file, by sheet in their order (MS-XLS, 2.4); none where its tables cannot be read."""
    try:
        book = workbook.stream(data)
        own: dict[int, str] = {}
        styles: list[int] = []
        for kind, body in workbook.records(book):
            if kind == 0x041E:
                own[struct.unpack_from("<H", body)[0]] = _string(body[2:])
            elif kind == 0x00E0:
                styles.append(struct.unpack_from("<H", body, 2)[0])
        codes = [own.get(number) or BUILT_IN.get(number, "") for number in styles]
        return [dict(_in_stream(book, start, codes)) for start in workbook.starts(book)]
    except MemoryError:
        raise
    except Exception:  # broken tables: the values are read without them
        return []


def _string(body: bytes) -> str:
    length, wide = struct.unpack_from("<HB", body)
    return (
        body[3 : 3 + 2 * length].decode("utf-16-le", "replace") if wide & 1 else body[3 : 3 + length].decode("latin-1")
    )


def _in_stream(book: bytes, start: int, codes: list[str]) -> Iterator[tuple[tuple[int, int], str]]:
    for kind, body in workbook.records(book, start):
        if kind in (0x0203, 0x027E, 0x0006):  # a number, a short number, a formula
            row, column, style = struct.unpack_from("<HHH", body)
            if style < len(codes) and codes[style]:
                yield (row, column), codes[style]
        elif kind == 0x00BD:  # several short numbers side by side
            row, first = struct.unpack_from("<HH", body)
            for at in range((len(body) - 6) // 6):
                style = struct.unpack_from("<H", body, 4 + 6 * at)[0]
                if style < len(codes) and codes[style]:
                    yield (row, first + at), codes[style]


def formatted(value: object, code: str) -> str | None:
    """*value* as *code* prints it; None where the code tells nothing that we know.

    >>> formatted(date(2025, 12, 1), 'yyyy"年"m"月";@'), formatted(0.8, "0%"), formatted(0.125, "0.0%")
    ('2025年12月', '80%', '12.5%')
    """
    section = code.split(";", maxsplit=1)[0]
    if isinstance(value, date):
        return _day(value, section)
    if isinstance(value, (int, float)) and not isinstance(value, bool) and section.endswith("%"):
        return f"{100 * value:.{len(section.partition('.')[2].rstrip('%'))}f}%"
    return None


def _day(value: date, code: str) -> str | None:
    """A day by the letters of *code*: y, m, d, h, s; an m beside hours or before seconds counts minutes."""
    parts: list[str] = []
    tokens = list(_tokens(code))
    for at, (letters, words) in enumerate(tokens):
        before = next((one for one, _ in reversed(tokens[:at]) if one), "")
        after = next((one for one, _ in tokens[at + 1 :] if one), "")
        minutes = letters in ("m", "mm") and (before[:1] == "h" or after[:1] == "s")
        found = _unit(value, f"M{letters}" if minutes else letters) if letters else words
        if found is None:
            return None
        parts.append(found)
    text = "".join(parts).strip()
    return text if any(map(str.isdigit, text)) else None


@lru_cache(maxsize=256)
def _tokens(code: str) -> tuple[tuple[str, str], ...]:
    """The letters of a format code in small letters, or the words that stand between them."""
    found = []
    for match in _TOKEN.finditer(code):
        quoted, escaped, letters, _, other = match.groups()
        words = quoted or escaped or other or ""
        if letters or words:
            found.append((letters.lower() if letters else "", words))
    return tuple(found)


def _unit(value: date, letters: str) -> str | None:
    time = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
    known = {
        "yyyy": f"{value.year}", "e": f"{value.year}", "yy": f"{value.year % 100:02}", "m": f"{value.month}",
        "mm": f"{value.month:02}", "d": f"{value.day}", "dd": f"{value.day:02}", "h": f"{time.hour}",
        "hh": f"{time.hour:02}", "Mm": f"{time.minute}", "Mmm": f"{time.minute:02}", "s": f"{time.second}",
        "ss": f"{time.second:02}",
    }  # fmt: skip
    return known.get(letters)
