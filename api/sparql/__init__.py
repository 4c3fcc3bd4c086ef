"""The SPARQL 1.1 Protocol, Graph Store Protocol and Service Description over any engine."""
