"""What short texts name (names.toml). The decisions are learned: most must come out, and little else."""

from __future__ import annotations

from collections import Counter

from duikou.extract.models import shipped_models
from duikou.extract.names.link import find_names
from duikou.extract.pipeline import knowledge

from ..told import document, rows_of

LEAST = {"precision": 0.7, "recall": 0.6}


def named(text: str, title: str) -> set[str]:
    """The entities in the last line of a document."""
    read = document(text, title)
    linked = find_names(read.clean, read.text, read.outline, knowledge(), shipped_models().names)
    start = read.clean.text.rfind("\n") + 1
    return {
        f"{entity.type.value} {entity.canonical}"
        for entity in linked.entities
        if any(span.start >= start for span in entity.mentions)
    }


def test_names() -> None:
    count: Counter[str] = Counter()
    for case in rows_of(__file__, "names.toml"):
        found, wanted = named(case["text"], case.get("title", "")), set(case["names"])
        count.update(right=len(found & wanted), found=len(found), wanted=len(wanted))
    assert count["wanted"] > 200
    assert count["right"] >= LEAST["precision"] * count["found"], count
    assert count["right"] >= LEAST["recall"] * count["wanted"], count


def test_members_of_a_group() -> None:
    read = document(
        "建设园区。(责任单位:各区政府(含大鹏新区管委会、深汕特别合作区管委会,下同)、各部门)",
        "深圳市关于对口合作的意见",
    )
    linked = find_names(read.clean, read.text, read.outline, knowledge(), shipped_models().names)
    groups = {entity.canonical: entity.members for entity in linked.entities if entity.members}
    assert {name: [linked.by_key[key].canonical for key in keys] for name, keys in groups.items()} == {
        "深圳市各区政府": ["深圳市大鹏新区管理委员会", "深圳市深汕特别合作区管理委员会"]
    }
