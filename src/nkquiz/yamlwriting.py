"""Facts -> the YAML of a deck file, as a person would write it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nkquiz.yamlfaults import CURLY, DOTS


def deck_text(head: Mapping[str, Any], facts: Sequence[Mapping[str, Any]]) -> str:
    """Return a deck file. What YAML would not read as the text it is gets quotes."""
    return _dumped({**head, "facts": list(facts)})


def line_text(key: str, value: str | Sequence[str]) -> str:
    """Return `key: value` as YAML, without the last line end: a line, or one for each text of a list below it."""
    return _dumped({key: value}).rstrip("\n")


def _dumped(keys: Mapping[str, Any]) -> str:
    import yaml

    class Dumper(yaml.SafeDumper):
        """Puts straight quotes around what decks take for a slip: a text that begins with a curly quote, or is only dots."""

    def text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
        bare = not value.startswith(tuple(CURLY)) and value not in DOTS
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=None if bare else '"')

    Dumper.add_representer(str, text)
    dumped: str = yaml.dump(dict(keys), Dumper=Dumper, allow_unicode=True, sort_keys=False, width=10_000_000)
    return dumped
