"""style.toml as typed values: colours of a theme, sizes, and the widths that can be asked for."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

FONTS = (
    "Noto Sans CJK SC,Noto Sans SC,Source Han Sans SC,PingFang SC,Microsoft YaHei,WenQuanYi Zen Hei,"
    "WenQuanYi Micro Hei,sans-serif"
)


@dataclass(frozen=True, slots=True)
class Style:
    """Colours (``#rrggbb``) and sizes (units of the drawing) of one picture, and its width."""

    width: float
    paper: str
    ink: str
    soft: str
    line: str
    faint: str
    accent: str
    second: str
    bar_colour: str
    heat: tuple[str, ...]
    heat_ink: str
    series: tuple[str, ...]
    font: float
    small: float
    title: float
    margin: float
    bar: float
    row: float
    gap: float
    node: float
    dot: float
    narrow_below: float

    @classmethod
    def of(cls, theme: str = "light", width: float = 0) -> Style:
        """The style of a theme at a width, the wide one without. Raises KeyError for a theme that is not there."""
        table = _table()
        colours, sizes = dict(table["themes"][theme]), dict(table["sizes"])
        return cls(
            width=float(width or WIDTHS["wide"]),
            bar_colour=colours.pop("bar"),
            heat=tuple(colours.pop("heat")),
            series=tuple(colours.pop("series")),
            narrow_below=sizes.pop("narrow"),
            **colours,
            **sizes,
        )

    @property
    def narrow(self) -> bool:
        """Whether there is no room for labels beside what they name."""
        return self.width < self.narrow_below

    @property
    def inner(self) -> float:
        """The width between the margins."""
        return self.width - 2 * self.margin

    def colour(self, number: int) -> str:
        """The colour of a series, by its number from 0; they begin again after the last."""
        return self.series[number % len(self.series)]


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("style.toml").read_text("utf-8"))


THEMES: tuple[str, ...] = tuple(_table()["themes"])
WIDTHS: dict[str, int] = _table()["widths"]
