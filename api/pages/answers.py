"""Which tasks of a document each document that implements it answers, and which not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from . import measures
from .likeness import Likest, Traits, likest, traits, without_common
from .measures import Measure
from .site import Site, View, text_of
from .spreadsheet import csv_text
from .topics import measures_of, topics_by_area

MOST = 12
"""So many implementing documents are compared at a time, those with the most measures first."""


@dataclass(frozen=True, slots=True)
class Held:
    """A document, and the held documents whose measures are its own: itself, or the pages that stand for it."""

    iri: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A document and those that implement it, with measures; the ones with the most measures first."""

    held: Held
    by: tuple[Held, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """A measure of the plan, and for each implementing document its most alike measure, or None."""

    measure: Measure
    answers: tuple[Likest[Measure] | None, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """The tasks of a plan under area and topic (by IRI; empty where a task has none), and the documents compared."""

    plan: Plan
    by: tuple[Held, ...]
    areas: tuple[tuple[str, tuple[tuple[str, tuple[Task, ...]], ...]], ...]

    def tasks(self) -> dict[str, Task]:
        """Every task once, by its IRI: one with several topics stands under each."""
        return {task.measure.iri: task for _, topics in self.areas for _, tasks in topics for task in tasks}

    def counts(self) -> list[tuple[Held, int, int]]:
        """For each document how many tasks it answers, and for how many no like measure was found."""
        tasks = self.tasks().values()
        answered = [sum(task.answers[place] is not None for task in tasks) for place in range(len(self.by))]
        return [(held, count, len(tasks) - count) for held, count in zip(self.by, answered, strict=True)]


def plans(site: Site) -> dict[str, Plan]:
    """Every document that a held one implements, the one that most implement first; without its own measures last."""
    known: dict[str, Plan] = site.remembered("answered plans", lambda: _plans(site))
    return known


def _plans(site: Site) -> dict[str, Plan]:
    counts: dict[str, int] = {}
    for document, _ in measures.index(site).values():
        counts[document] = counts.get(document, 0) + 1
    pages: dict[str, list[str]] = {}
    for row in site.select("answers/reports"):
        pages.setdefault(text_of(row["document"]), []).append(text_of(row["page"]))

    def held(iri: str) -> Held:
        own = [iri] if iri in counts else [page for page in pages.get(iri, []) if page in counts]
        return Held(iri, tuple(own))

    def size(one: Held) -> int:
        return sum(counts[source] for source in one.sources)

    by: dict[str, list[Held]] = {}
    for row in site.select("answers/implemented"):
        implementing = held(text_of(row["by"]))
        plan = held(text_of(row["plan"]))
        if implementing.sources and not set(implementing.sources) & {plan.iri, *plan.sources}:
            by.setdefault(plan.iri, []).append(implementing)
    found = [Plan(held(iri), tuple(sorted(each, key=lambda one: (-size(one), one.iri)))) for iri, each in by.items()]
    found.sort(key=lambda plan: (not plan.held.sources, -len(plan.by), -size(plan.held), plan.held.iri))
    return {plan.held.iri: plan for plan in found}


def link_to(view: View, iri: str) -> str:
    """The address of the answers to a document's tasks, or nothing where no held document implements it."""
    return view.url("/answers", plan=iri.removeprefix(view.site.space("id"))) if iri in plans(view.site) else ""


def answers(view: View, plan: Plan, only: str = "") -> Answers:
    """The tasks of *plan* and their answers in the documents that implement it, or in the one of the IRI *only*."""
    by = tuple(held for held in plan.by if not only or held.iri == only)[:MOST]
    tasks = _measures(view, plan.held)
    others = [_measures(view, held) for held in by]
    known = [_traits(each) for each in (tasks, *others)]
    found = {
        task.iri: Task(
            task,
            tuple(
                likest(own, list(zip(each, theirs, strict=True)))
                for each, theirs in zip(others, known[1:], strict=True)
            ),
        )
        for task, own in zip(tasks, known[0], strict=True)
    }
    areas = [
        (area, tuple((topic, tuple(found[one.iri] for one in each)) for topic, each in topics))
        for area, topics in topics_by_area(view, tasks)
    ]
    return Answers(plan, by, tuple(areas))


def _traits(found: list[Measure]) -> list[Traits]:
    return without_common([traits(measure.text, measure.topics) for measure in found])


def _measures(view: View, held: Held) -> list[Measure]:
    return [measure for source in held.sources for measure in measures_of(view, source)]


COLUMNS = ("area", "topic", "task", "task_iri", "document", "answer", "answer_iri", "score")


def rows(view: View, found: Answers) -> Iterator[tuple[str, str, str, str, str, str, str, str]]:
    """A row for each task under each of its topics and each document; answer and score are empty where none is like."""
    for area, topics in found.areas:
        for topic, tasks in topics:
            for task in tasks:
                for held, answer in zip(found.by, task.answers, strict=True):
                    yield (
                        view.label(area) if area else "",
                        view.label(topic) if topic else "",
                        task.measure.text,
                        task.measure.iri,
                        view.label(held.iri),
                        answer.thing.text if answer else "",
                        answer.thing.iri if answer else "",
                        f"{answer.score:.2f}" if answer else "",
                    )


def as_csv(view: View, found: Answers) -> str:
    """The rows as CSV."""
    return csv_text(COLUMNS, rows(view, found))


def as_json(view: View, found: Answers) -> dict[str, object]:
    """The same for programs: the plan, the documents with their counts, the rows."""
    return {
        "plan": {"iri": found.plan.held.iri, "title": view.label(found.plan.held.iri)},
        "documents": [
            {"iri": held.iri, "title": view.label(held.iri), "answered": answered, "not_found": missing}
            for held, answered, missing in found.counts()
        ],
        "tasks": [dict(zip(COLUMNS, row, strict=True)) for row in rows(view, found)],
    }
