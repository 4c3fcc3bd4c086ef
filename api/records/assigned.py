"""Who is assigned to which measure, in the order in which the document prints them."""

from __future__ import annotations

from dataclasses import dataclass

from ..pages.site import Site, text_of


@dataclass(frozen=True, slots=True)
class Assigned:
    """A body's role in a measure, all by IRI. *order* is its place as printed, from 1."""

    measure: str
    agency: str
    role: str
    order: int
    scope: str
    confidence: float | None


def assigned(site: Site) -> dict[str, Assigned]:
    """Every assignment by its IRI; kept while the data stay."""

    def read() -> dict[str, Assigned]:
        found: dict[str, Assigned] = {}
        for row in site.select("records/assigned"):
            sure = text_of(row.get("confidence"))
            found[text_of(row["assignment"])] = Assigned(
                measure=text_of(row["measure"]),
                agency=text_of(row["agency"]),
                role=text_of(row["role"]),
                order=int(text_of(row.get("order")) or 0),
                scope=text_of(row.get("scope")),
                confidence=float(sure) if sure else None,
            )
        return found

    known: dict[str, Assigned] = site.remembered("assigned", read)
    return known


def printed(site: Site) -> dict[tuple[str, str], int]:
    """The place as printed of each body in each measure, by IRI; kept while the data stay."""

    def read() -> dict[tuple[str, str], int]:
        found: dict[tuple[str, str], int] = {}
        for one in assigned(site).values():
            key = (one.measure, one.agency)
            found[key] = min(one.order, found.get(key, one.order))
        return found

    known: dict[tuple[str, str], int] = site.remembered("printed order", read)
    return known
