"""How every writer words what a network holds."""

from __future__ import annotations

from ..model import Network, Value

CREATOR = "Duikou 对口"


def plain(value: Value) -> str:
    """A value as text: true and false as XML Schema writes them, numbers without a needless fraction."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return number(value)
    return str(value)


def number(value: float) -> str:
    """A number in the shortest form that reads back as the same: 3, 0.25, 1e-08."""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def rgb(color: str) -> tuple[int, int, int]:
    """``#rrggbb`` as three numbers from 0 to 255."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def title(network: Network) -> str:
    return network.title.of(network.language)


def description(network: Network) -> str:
    """What the network is, what its weights mean, and what was filtered: one paragraph."""
    language = network.language
    parts = [network.description.of(language)]
    weight = network.weight.of(language)
    parts.append(f"Weight: {weight}." if language == "en" else f"权重：{weight}。")
    parts += [f"{note.of(language)}." if language == "en" else f"{note.of(language)}。" for note in network.notes]
    if network.version:
        parts.append(f"Graph version {network.version}." if language == "en" else f"图谱版本 {network.version}。")
    return (" " if language == "en" else "").join(parts)
