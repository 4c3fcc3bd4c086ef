"""N-Quads lines read as they stand. A build passes most lines on as they were: to parse each would cost it the whole
corpus for one document that has changed.

Lines are those of sink.lines(): one space between terms, a named graph, the line feed included.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from pyoxigraph import NamedNode, Quad, RdfFormat, parse, serialize


def subjects(lines: Iterable[bytes]) -> set[bytes]:
    """The subjects, as written."""
    return {line.partition(b" ")[0] for line in lines}


def linked(lines: Iterable[bytes]) -> set[bytes]:
    """The objects that are IRIs, as written."""
    rests = (line.split(b" ", 2)[2] for line in lines)
    return {rest.partition(b" ")[0] for rest in rests if rest.startswith(b"<")}


def triple_and_graph(line: bytes) -> tuple[bytes, bytes]:
    """What a line states, as written and without an end, and the IRI of the graph in which it does."""
    triple, _, graph = line.rpartition(b" <")
    return triple, graph[:-4]  # without "> .\n"


def stating(lines: Iterable[bytes], predicates: Iterable[NamedNode]) -> list[Quad]:
    """The quads of the *lines* that have one of *predicates*, in their order."""
    return parsed(having(lines, predicates))


def having(lines: Iterable[bytes], predicates: Iterable[NamedNode]) -> list[bytes]:
    """The *lines* that have one of *predicates*, in their order."""
    wanted = {str(predicate).encode() for predicate in predicates}
    return [line for line in lines if line.split(b" ", 2)[1] in wanted]


def about(lines: Iterable[bytes], nodes: Container[bytes]) -> Iterator[bytes]:
    """The *lines* whose subject is one of *nodes*, which are as written, in their order."""
    return (line for line in lines if line.partition(b" ")[0] in nodes)


def parsed(lines: Iterable[bytes]) -> list[Quad]:
    """The quads of *lines*, in their order."""
    return list(parse(b"".join(lines), format=RdfFormat.N_QUADS))


def triples(quads: bytes) -> bytes:
    """What N-Quads state, without the graphs in which they do: N-Triples, a line for each, in their order."""
    stated = (quad.triple for quad in parse(quads, format=RdfFormat.N_QUADS, lenient=True))
    return serialize(stated, format=RdfFormat.N_TRIPLES) or b""


def without_blank(lines: list[bytes]) -> tuple[list[bytes], list[bytes]]:
    """The *lines* whose subject and object have names, and those with a blank node, in their order. Whatever loads
    lines names blank nodes anew each time: these have to be loaded together."""
    blank = {line for line in lines if line.startswith(b"_:") or line.split(b" ", 2)[2].startswith(b"_:")}
    return (
        ([line for line in lines if line not in blank], [line for line in lines if line in blank])
        if blank
        else (lines, [])
    )
