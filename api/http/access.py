"""Who may write, and who may see and stop queries: the holder of the token."""

from __future__ import annotations

import hmac

from ...settings import Settings
from .errors import RefusedError


def require_token(settings: Settings, authorization: str, what: str) -> None:
    """Raises RefusedError: 403 when no token is configured, 401 when the request does not carry it."""
    if settings.token is None or not settings.token.get_secret_value():
        raise RefusedError(403, f"{what} is switched off on this server: no token is configured (DUIKOU_TOKEN)")
    scheme, _, given = authorization.partition(" ")
    expected = settings.token.get_secret_value()
    # The header's bytes were read as Latin-1.
    if scheme.lower() != "bearer" or not hmac.compare_digest(given.strip().encode("latin-1"), expected.encode()):
        raise RefusedError(401, f"{what} needs the token", {"WWW-Authenticate": 'Bearer realm="duikou"'})
