"""Duikou: Chinese policy documents on paired cooperation, read into a linked-data knowledge graph."""

__version__: str

__all__ = ["__version__"]


def __getattr__(name: str) -> str:
    """The version is looked up when somebody asks: the processes that a server starts for each write never do."""
    if name != "__version__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - takes longer than all of a worker

    try:
        found = version("duikou")
    except PackageNotFoundError:  # a checkout that was never installed
        found = "0.0.0"
    globals()[name] = found
    return found
