"""Who corrected what: for each correction that is in force a node of its own beside the fact.

    id:correction/{document}/{hash}  a dk:Correction ;
        dk:about {fact} ; dk:partOf {document} ; dk:action "amend" ; dk:correctedField "commitment" ;
        dk:formerValue "require" ; dk:rightValue "support" ; skos:note {reason} ; dk:evidence {words} ;
        prov:wasAttributedTo id:editor/{name} ; prov:generatedAtTime {when} .

A fact that is rejected has no node, and so has its rejection.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from ..corrections.model import Correction
from ..corrections.outcomes import Settled
from ..extract.knowledge.keys import slug
from ..extract.model import Clean
from .evidence import cite
from .iris import DocumentMinter, Minter
from .namespaces import FOAF, PROV, RDFS, SKOS, XSD
from .sink import Sink, decimal, plain

SURE = decimal(1.0)
"""The confidence of what a person says."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """Writes the corrections of one document."""

    sink: Sink
    mint: DocumentMinter
    clean: Clean
    document: NamedNode

    def write(self, settled: Iterable[Settled], fact: Callable[[Settled], NamedNode | None]) -> None:
        """Writes what is *settled*; *fact* gives the node of the fact that a correction is in force for."""
        for one in settled:
            if node := fact(one):
                self._correction(one, node)

    def _correction(self, one: Settled, about: NamedNode) -> None:
        sink, row = self.sink, one.row
        node, editor = correction_node(self.mint, row, self.clean.source.slug), editor_node(self.mint, row.who)
        sink.a(node, "Correction")
        sink.add(node, "about", about)
        sink.add(node, "partOf", self.document)
        sink.add(node, "action", plain(row.action.value))
        sink.add(node, "correctedField", plain(row.field))
        sink.add(node, "formerValue", plain(row.was))
        sink.add(node, "rightValue", plain(row.value))
        sink.add(node, SKOS.note, plain(row.reason))
        sink.add(node, PROV.wasAttributedTo, editor)
        sink.add(node, PROV.generatedAtTime, Literal(row.when, datatype=XSD.dateTime))
        sink.add_all(node, "evidence", cite(sink, self.mint, self.clean, one.span))
        sink.a(editor, "Editor")
        sink.add(editor, FOAF.name, Literal(row.who))
        sink.add(editor, RDFS.label, Literal(row.who))
        sink.add(about, PROV.wasAttributedTo, editor)
        sink.add(about, "confidence", SURE)


def correction_node(mint: Minter, row: Correction, document: str) -> NamedNode:
    """The name of a correction of the *document* with that slug, wherever its row stands."""
    said = (row.kind, row.subject, row.field, row.action, row.value, row.who, row.when, row.anchor.quote)
    return mint.correction(document, "\n".join(said))


def editor_node(mint: Minter, who: str) -> NamedNode:
    """The name of whoever corrects facts as *who*."""
    return mint.editor(slug(who))
