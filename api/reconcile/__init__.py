"""The Reconciliation API (W3C community group, version 0.2): names of a table to things with permanent addresses."""
