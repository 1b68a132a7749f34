"""The kinds of fact. Every module of this package that is not private is one kind and defines `KIND`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module
from pkgutil import iter_modules

from nkquiz.kind import Kind


@lru_cache(maxsize=1)
def all_kinds() -> Mapping[str, Kind]:
    """Return the kinds by name, in alphabetical order."""
    names = sorted(module.name for module in iter_modules(__path__) if not module.name.startswith("_"))
    found: list[Kind] = [import_module(f"{__name__}.{name}").KIND for name in names]
    return {kind.name: kind for kind in found}
