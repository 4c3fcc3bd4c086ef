"""The routes below ``/edit``: add a module's router here. They are there only where editing is on."""

from __future__ import annotations

from fastapi import APIRouter

from . import corrections, login, own

EDITING: tuple[APIRouter, ...] = (login.router, login.forms, own.router, own.uploads, corrections.router)
