"""Rules about good cards. Every module of this package that is not private is one rule and defines `RULE`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module
from pkgutil import iter_modules

from nkquiz.rule import Rule


@lru_cache(maxsize=1)
def all_rules() -> Mapping[str, Rule]:
    """Return the rules by code, in the order of their codes."""
    names = [module.name for module in iter_modules(__path__) if not module.name.startswith("_")]
    found: list[Rule] = [import_module(f"{__name__}.{name}").RULE for name in names]
    return {rule.code: rule for rule in sorted(found, key=lambda rule: rule.code)}
