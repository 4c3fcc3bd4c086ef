"""What the settings say of what extraction goes by: one's own weights and rows, and a large model to ask."""

from __future__ import annotations

from ..extract.llm.endpoint import Endpoint, endpoint_of, use_endpoint
from ..extract.own import Own, use_own
from ..settings import Settings


def use_settings(settings: Settings) -> None:
    """Sets both for this process, and for those forked from it. Raises ValueError that names the variable."""
    use_own(Own(settings.model, settings.gazetteer))
    use_endpoint(_endpoint(settings))


def _endpoint(settings: Settings) -> Endpoint | None:
    if not settings.llm_url:
        return None
    key = settings.llm_key.get_secret_value() if settings.llm_key else ""
    try:
        return endpoint_of(
            settings.llm_url,
            settings.llm_model,
            key,
            settings.llm_seconds,
            settings.llm_requests,
            plain=settings.llm_plain,
        )
    except ValueError as error:
        raise ValueError(f"DUIKOU_LLM_{error}") from error
