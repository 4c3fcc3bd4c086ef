"""Clients as they come: SPARQLWrapper, in every way in which it asks."""

from __future__ import annotations

import warnings

import pytest
from SPARQLWrapper import GET, POST, POSTDIRECTLY, URLENCODED, SPARQLWrapper
from SPARQLWrapper.Wrapper import _allowedFormats

from .serving import Server

QUERIES = {
    "SELECT": "SELECT ?s { ?s a <https://w3id.org/duikou/ontology#City> }",
    "ASK": "ASK { ?s a <https://w3id.org/duikou/ontology#City> }",
    "CONSTRUCT": "CONSTRUCT WHERE { ?s a <https://w3id.org/duikou/ontology#City> }",
    "DESCRIBE": "DESCRIBE <https://w3id.org/duikou/id/agency/440300/fa-gai>",
}
METHODS = [(GET, URLENCODED), (POST, URLENCODED), (POST, POSTDIRECTLY)]


@pytest.mark.parametrize("asked", sorted(_allowedFormats))
@pytest.mark.parametrize("method", METHODS, ids=" ".join)
@pytest.mark.parametrize("form", QUERIES)
def test_sparqlwrapper(form: str, method: tuple[str, str], asked: str, server: Server) -> None:
    asking = SPARQLWrapper(f"{server.url}/sparql", agent="test")
    asking.setQuery(QUERIES[form])
    asking.setMethod(method[0])
    asking.setRequestMethod(method[1])
    asking.setReturnFormat(asked)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # the client's own, about formats that do not fit the form
        answer = asking.query()
    assert answer.response.status == 200
    assert answer.response.read()
