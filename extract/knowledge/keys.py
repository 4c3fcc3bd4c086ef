"""Entity keys: the local part of an entity's IRI under ``id/``, readable, ASCII and the same on every machine."""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import sha256

from ..model import EntityType
from ..text.pinyin import syllables

LONGEST = 80
"""A slug is never longer than this many characters."""

_FOLDERS = {
    EntityType.CITY: "place",
    EntityType.PROVINCE: "place",
    EntityType.COUNTY: "place",
    EntityType.BASE_AREA: "base-area",
    EntityType.REGION: "region",
    EntityType.AGENCY: "agency",
    EntityType.AGENCY_GROUP: "agency-group",
    EntityType.ORGANIZATION: "organization",
    EntityType.PLATFORM: "platform",
    EntityType.PROJECT: "project",
    EntityType.EVENT: "event",
    EntityType.POLICY_DOCUMENT: "policy",
}
_NO_PLACE = "000000"
_OTHER = re.compile(r"[^a-z0-9]+")
_SILENT = re.compile(r"[\W_]+")


@lru_cache(maxsize=65536)
def slug(name: str) -> str:
    """*name* in toneless pinyin and the first hex digits of its SHA-256: ``[a-z0-9-]``, 1 to 80 characters.

    Many names sound alike (延锡产业园, 盐锡产业园), and a key must not hang on what other documents hold: so every name
    carries four digits, and eight where something had to be dropped or cut. Names of the gazetteer have slugs of their
    own without digits. Never fails, whatever the name.
    """
    words = _SILENT.sub(" ", name)
    pinyin = " ".join(syllables(words))
    lossy = not pinyin.isascii()
    plain = _OTHER.sub("-", pinyin.lower()).strip("-")
    digest = sha256(name.encode("utf-8", "surrogatepass")).hexdigest()
    if plain and not lossy and len(plain) <= LONGEST - 5:
        return f"{plain}-{digest[:4]}"
    digest = digest[:8]
    return f"{plain[: LONGEST - 9].rstrip('-')}-{digest}".lstrip("-")


def key(kind: EntityType, name: str, place: str = "") -> str:
    """The key of an entity by its canonical *name*.

    *place* is the key of the place that an agency or a group of agencies serves (``place/440300``); other types leave
    it out. Places that have a code get their key from :func:`place_key`; without one they too go by their name.
    """
    folder = _FOLDERS[kind]
    if kind in (EntityType.AGENCY, EntityType.AGENCY_GROUP):
        return f"{folder}/{place.removeprefix('place/') or _NO_PLACE}/{slug(name)}"
    return f"{folder}/{slug(name)}"


def agency_key(agency: str, place: str = "") -> str:
    """The key of a standard body: *agency* is its slug in the gazetteer, *place* the key of the place it serves."""
    return f"agency/{place.removeprefix('place/') or _NO_PLACE}/{agency}"


def place_key(code: str) -> str:
    """The key of a place by its GB/T 2260 code."""
    return f"place/{code}"
