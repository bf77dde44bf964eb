"""The three functions azure-ai-ml 1.4.0 imports from pydash, which Debian does not package."""

from . import objects
from .objects import get

__all__ = ["get", "objects", "omit"]


def omit(mapping, keys):
    """Return a copy without the given keys."""
    unwanted = {keys} if isinstance(keys, str) else set(keys)
    return {key: value for key, value in mapping.items() if key not in unwanted}
