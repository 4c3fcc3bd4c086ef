"""Five documents of one issuer with their annotation, made from issuer.toml."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from duikou.extract.training.gold import Gold
from duikou.ontology.topics import areas

SOURCE = Path(__file__).with_name("issuer.toml")


def documents(folder: Path) -> list[Gold]:
    """The documents, written to *folder* and read as annotated ones."""
    about = tomllib.loads(SOURCE.read_text(encoding="utf-8"))
    found = []
    for number, document in enumerate(about["document"], 1):
        text, annotation = _made(about, document)
        path = folder / f"list-{number}.txt"
        path.write_text(text, encoding="utf-8")
        path.with_suffix(".json").write_text(json.dumps(annotation, ensure_ascii=False), encoding="utf-8")
        found.append(Gold.read(path, path.with_suffix(".json"), "issuer", frozenset({"names", "measures", "pairs"})))
    return found


def _made(about: dict[str, Any], document: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    month = document["month"]
    title = about["title"].format(month=month)
    lines = [title, "", about["opening"].format(month=month), about["heading"].format(month=month)]
    measures = []
    for number, task in enumerate(document["tasks"], 1):
        clause, commitment, topics, lead, others = (part.strip() for part in task.replace("|y", "+y").split("|"))
        opening = f"({number})"
        start = len("\n".join(lines)) + 1 + len(opening)
        beside = about["beside"].format(others=others) if others else ""
        lines.append(f"{opening}{clause}。{about['answer'].format(lead=lead)}{beside}")
        told = topics.split("+")
        bodies = [about["bodies"][one] for one in (lead, *filter(None, others.split("、")))]
        measures.append(
            {
                "start": start,
                "end": start + len(clause),
                "text": clause,
                "commitment": commitment,
                "topics": told,
                "areas": sorted({areas()[topic] for topic in told}),
                "responsible": bodies,
                "lead": bodies[:1],
                "supporting": bodies[1:],
                "platforms": [],
                "organizations": [],
                "places": [],
            }
        )
    lines.append(about["review"])
    lines += [f"回头看:{report}。" for report in document["reports"]]
    text = "\n".join(lines) + "\n"
    annotation = {
        "document": {
            "title": title,
            "kind": "plan",
            "issuer": about["issuer"],
            "published": None,
            "period": None,
            "number": None,
        },
        "entities": list(_entities(about, title, text)),
        "pairs": [{"base": about["place"], "partner": about["partner"], "base_area": None, "from": None, "to": None}],
        "documents_cited": [],
        "measures": measures,
        "targets": [],
        "noise": [],
    }
    return text, annotation


def _entities(about: dict[str, Any], title: str, text: str) -> Iterator[dict[str, Any]]:
    for name in (about["place"], about["partner"]):
        yield _entity("City", name, name, [name.removesuffix("市")])
    for short, name in about["bodies"].items():
        if short in text or name in text:
            forms = [form for form in (name, short) if form in text]
            yield _entity("Agency", forms[0], name, forms[1:])
    for name, kind in about["names"].items():
        if name in text:
            yield _entity(kind, name, name, [])
    yield _entity("PolicyDocument", title, title, [])


def _entity(kind: str, surface: str, canonical: str, aliases: list[str]) -> dict[str, Any]:
    return {"type": kind, "surface": surface, "canonical": canonical, "aliases": aliases}
