"""The routes below ``/edit``: add a module's router here. They are there only where editing is on."""

from __future__ import annotations

from fastapi import APIRouter

from . import corrections, login

EDITING: tuple[APIRouter, ...] = (login.router, login.forms, corrections.router)
