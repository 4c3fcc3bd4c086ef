"""A graph of any size shaped like ours: documents with sections, measures, agencies, assignments and mentions."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

BASE = "https://w3id.org/duikou/"
RDF_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
LABEL = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
INTEGER = "<http://www.w3.org/2001/XMLSchema#integer>"
CITIES, BUREAUS, TOPICS, PLATFORMS = 340, 60, 80, 400
MEASURES = 60
"""Measures in one document."""
WORDS = (
    "产业", "园区", "绿色", "能源", "教育", "医疗", "文化", "旅游", "农业", "科技", "创新", "平台",
    "人才", "交流", "金融", "贸易", "生态", "数字", "交通", "物流", "合作", "建设", "推动", "支持",
)  # fmt: skip


def _iri(path: str) -> str:
    return f"<{BASE}{path}>"


def _dk(name: str) -> str:
    return f"<{BASE}ontology#{name}>"


def _reference() -> Iterator[tuple[str, str, str]]:
    for city in range(CITIES):
        place = _iri(f"id/place/{city:04}00")
        yield place, RDF_TYPE, _dk("City")
        yield place, LABEL, f'"城市{city}市"@zh'
        yield place, _dk("locatedIn"), _iri(f"id/place/province-{city % 31}")
    for province in range(31):
        yield _iri(f"id/place/province-{province}"), _dk("locatedIn"), _iri("id/place/china")
    for topic in range(TOPICS):
        yield _iri(f"topic/t{topic}"), LABEL, f'"主题{topic}"@zh'
        yield _iri(f"topic/t{topic}"), "<http://www.w3.org/2004/02/skos/core#broader>", _iri(f"topic/a{topic % 9}")
    for pair in range(CITIES // 2):
        cooperation = _iri(f"id/cooperation/{pair}")
        yield cooperation, RDF_TYPE, _dk("Cooperation")
        yield cooperation, _dk("baseCity"), _iri(f"id/place/{pair:04}00")
        yield cooperation, _dk("partnerCity"), _iri(f"id/place/{CITIES - 1 - pair:04}00")


def _document(slug: str, chance: random.Random) -> Iterator[tuple[str, str, str]]:
    document = _iri(f"id/policy/{slug}")
    yield document, RDF_TYPE, _dk("PolicyDocument")
    yield document, LABEL, f'"{slug} 对口合作实施方案"@zh'
    city = chance.randrange(CITIES)
    for bureau in range(BUREAUS // 4):
        agency = _iri(f"id/agency/{city:04}00/b{bureau}")
        yield agency, RDF_TYPE, _dk("Agency")
        yield agency, LABEL, f'"城市{city}市第{bureau}局"@zh'
        yield agency, _dk("jurisdiction"), _iri(f"id/place/{city:04}00")
    for number in range(MEASURES):
        section = _iri(f"id/section/{slug}/{number // 6}")
        measure = _iri(f"id/measure/{slug}/{number // 6}/{number}")
        if number % 6 == 0:
            yield section, RDF_TYPE, _dk("Section")
            yield section, _dk("partOf"), document
        text = "".join(chance.choices(WORDS, k=12))
        yield measure, RDF_TYPE, _dk("Measure")
        yield measure, _dk("partOf"), section
        yield measure, _dk("text"), f'"{text}"@zh'
        yield measure, _dk("order"), f'"{number}"^^{INTEGER}'
        yield measure, _dk("topic"), _iri(f"topic/t{chance.randrange(TOPICS)}")
        yield measure, _dk("commitment"), _iri(f"commitment/c{number % 4}")
        yield measure, _dk("concerns"), _iri(f"id/place/{chance.randrange(CITIES):04}00")
        if number % 3:
            agency = _iri(f"id/agency/{city:04}00/b{chance.randrange(BUREAUS // 4)}")
            assignment = _iri(f"id/assignment/{slug}/{number}")
            yield measure, _dk("responsibleAgency"), agency
            yield assignment, RDF_TYPE, _dk("Assignment")
            yield assignment, _dk("measure"), measure
            yield assignment, _dk("agency"), agency
        if number % 4 == 0:
            yield measure, _dk("uses"), _iri(f"id/platform/p{chance.randrange(PLATFORMS)}")
        mention = _iri(f"id/mention/{slug}/{number}")
        yield mention, RDF_TYPE, _dk("Mention")
        yield mention, _dk("quote"), f'"{text[:8]}"@zh'
        yield mention, _dk("start"), f'"{number * 40}"^^{INTEGER}'


def write(path: Path, triples: int, *, named_graphs: bool = True) -> int:
    """Writes about *triples* triples as N-Quads, or as N-Triples without named graphs; returns their number."""
    chance = random.Random(7)
    written = 0
    with path.open("w", encoding="utf-8") as out:

        def put(triple: tuple[str, str, str], graph: str) -> None:
            nonlocal written
            out.write(f"{' '.join(triple)} {_iri(f'graph/{graph}') if named_graphs else ''} .\n")
            written += 1

        for triple in _reference():
            put(triple, "reference")
        document = 0
        while written < triples:
            slug = f"plan-{document}"
            for triple in _document(slug, chance):
                put(triple, f"document/{slug}")
            document += 1
    return written
