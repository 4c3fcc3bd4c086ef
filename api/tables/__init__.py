"""Tables of records for analysts: narrowed by facets, sorted, and taken away as workbook, CSV and JSON.

A row is a record of records/, a condition one of its filter: what fits is found there, and here only counted, sorted
and written. tables.toml says which columns and facets each table has.
"""
