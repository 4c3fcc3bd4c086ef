"""Every route of the application, in the order in which they are tried: add a module's router here."""

from __future__ import annotations

from fastapi import APIRouter

from . import health

ROUTERS: tuple[APIRouter, ...] = (health.router,)
