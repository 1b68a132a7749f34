"""Rules across facts. Every module of this package is one rule: a docstring and `check(collection, lock)`."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

from nkquiz.diagnostics import Problem
from nkquiz.lock import Lock
from nkquiz.model import Collection


def all_checks(collection: Collection, lock: Lock | None) -> Iterator[Problem]:
    """Yield the problems that every rule finds."""
    for module in sorted(module.name for module in iter_modules(__path__)):
        yield from import_module(f"{__name__}.{module}").check(collection, lock)
