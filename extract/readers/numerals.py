"""Numbers as programs print them before the items of a list: 3, 三, ③, c, III (ISO/IEC 29500-1, 17.18.59)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

MOST = 9999
_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
          (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip


def numeral(value: int, kind: str) -> str:
    """*value* as numbers of a *kind* print it; plain digits where the kind has no more signs, or is another one.

    >>> numeral(12, "chineseCounting"), numeral(3, "decimalEnclosedCircle"), numeral(4, "lowerRoman")
    ('十二', '③', 'iv')
    """
    return _KINDS.get(kind, str)(value) if 0 < value <= MOST else str(value)


def _sign(value: int, first: str, count: int = 20) -> str:
    """One of *count* signs that follow the *first* in Unicode."""
    return chr(ord(first) + value - 1) if value <= count else str(value)


def _one_of(value: int, signs: str) -> str:
    return signs[value - 1] if value <= len(signs) else str(value)


def _counted(value: int, digits: str, units: str) -> str:
    """*value* in Chinese: a zero stands for all units that are left out before a digit."""
    words = ""
    for place, sign in enumerate(reversed(str(value))):
        if sign != "0":
            words = digits[int(sign)] + units[place].strip() + words
        elif words and not words.startswith(digits[0]):
            words = digits[0] + words
    return words


def _spoken(value: int) -> str:
    words = _counted(value, "零一二三四五六七八九", " 十百千")
    return words[1:] if 10 <= value < 20 else words


def _roman(value: int) -> str:
    words = ""
    for unit, sign in _ROMAN:
        words += sign * (value // unit)
        value %= unit
    return words


def _letter(value: int) -> str:
    return chr(ord("a") + (value - 1) % 26) * min((value - 1) // 26 + 1, 9)  # aa follows z


_CHINESE = ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting",
            "taiwaneseCountingThousand", "japaneseDigitalTenThousand")  # fmt: skip
_LEGAL = partial(_counted, digits="零壹贰叁肆伍陆柒捌玖", units=" 拾佰仟")
_CIRCLED = partial(_sign, first="①")
_KINDS: Mapping[str, Callable[[int], str]] = {
    **dict.fromkeys(_CHINESE, _spoken),
    **dict.fromkeys(("chineseLegalSimplified", "ideographLegalTraditional", "japaneseLegal"), _LEGAL),
    **dict.fromkeys(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"), _CIRCLED),
    **dict.fromkeys(("none", "bullet"), lambda _: ""),
    "decimalEnclosedParen": partial(_sign, first="⑴"),
    "decimalEnclosedFullstop": partial(_sign, first="⒈"),
    "decimalZero": "{:02}".format,
    "ideographTraditional": partial(_one_of, signs="甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": partial(_one_of, signs="子丑寅卯辰巳午未申酉戌亥"),
    "upperRoman": _roman,
    "lowerRoman": lambda value: _roman(value).lower(),
    "upperLetter": lambda value: _letter(value).upper(),
    "lowerLetter": _letter,
}
