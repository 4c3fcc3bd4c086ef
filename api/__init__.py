"""The FastAPI application: SPARQL, linked data, pages, exports."""
