"""Every route of the application, in the order in which they are tried: add a module's router here."""

from __future__ import annotations

from fastapi import APIRouter

from ..history import routes as history
from ..reconcile import routes as reconcile
from ..search import routes as search
from . import (
    answers,
    ask,
    compare,
    dataset,
    documents,
    editor,
    effect,
    health,
    linked_data,
    metrics,
    networks,
    pages,
    pictures,
    quality,
    records,
    reports,
    sparql,
    static,
    tables,
)

ROUTERS: tuple[APIRouter, ...] = (
    records.router,
    sparql.router,
    pages.router,
    tables.files,
    tables.router,
    effect.router,
    answers.router,
    compare.router,
    reports.router,
    ask.router,
    documents.router,
    documents.files,
    editor.router,
    search.router,
    reconcile.router,
    networks.router,
    pictures.router,
    quality.router,
    history.router,
    dataset.router,
    static.router,
    linked_data.router,
    metrics.router,
    health.router,
)
