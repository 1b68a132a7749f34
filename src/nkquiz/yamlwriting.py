"""Facts -> the YAML of a deck file, as a person would write it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def deck_text(head: Mapping[str, Any], facts: Sequence[Mapping[str, Any]]) -> str:
    """Return a deck file. What YAML would not read as the text it is gets quotes."""
    import yaml

    dumped: str = yaml.safe_dump({**head, "facts": list(facts)}, allow_unicode=True, sort_keys=False, width=10_000)
    return dumped


def line_text(key: str, value: str) -> str:
    """Return `key: value` as a line of YAML, without a line end."""
    import yaml

    line: str = yaml.safe_dump({key: value}, allow_unicode=True, width=10_000_000)
    return line.rstrip("\n")
