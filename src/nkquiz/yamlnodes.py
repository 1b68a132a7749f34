"""What a YAML file is made of once it is read: texts, lists and mappings that know where they stand."""

from __future__ import annotations

from pathlib import Path

from nkquiz.diagnostics import Span
from nkquiz.frozen import frozen

BOOLEANS = {
    word: value
    for value, words in ((True, "yes true on"), (False, "no false off"))
    for lower in words.split()
    for word in (lower, lower.capitalize(), lower.upper())
}
NULLS = frozenset({"", "~", "null", "Null", "NULL"})


# Plain classes, not frozen dataclasses: a build of 100,000 facts makes a million of them.
class Scalar:
    """A text; `line` and `column` count from 0 as PyYAML's do. `plain` means written without quotes."""

    __slots__ = ("column", "line", "plain", "text")

    def __init__(self, text: str, line: int, column: int, plain: bool) -> None:
        self.text, self.line, self.column, self.plain = text, line, column, plain


class Items:
    """A list."""

    __slots__ = ("column", "items", "line")

    def __init__(self, line: int, column: int) -> None:
        self.items: list[Node] = []
        self.line, self.column = line, column


class Mapping:
    """Values by key, in the order of the file. `broken` means that a slip may have cost it some keys.

    `keys` are the same keys as they stand in the file.
    """

    __slots__ = ("broken", "column", "entries", "keys", "line")

    def __init__(self, line: int, column: int, broken: bool = False) -> None:
        self.entries: dict[str, Node] = {}
        self.keys: dict[str, Scalar] = {}
        self.line, self.column, self.broken = line, column, broken


Node = Scalar | Items | Mapping


@frozen
class Source:
    """A file that was read; makes spans for what stands in it."""

    path: Path

    def span(self, node: Node | tuple[int, int], length: int = 0) -> Span:
        """Return the 1-based place of `node`; the only function that adds 1 to a position of PyYAML's."""
        if isinstance(node, tuple):
            return Span(self.path, node[0] + 1, node[1] + 1, max(1, length))
        if isinstance(node, Scalar):
            length = length or len(node.text.partition("\n")[0]) + (0 if node.plain else 2)
        return Span(self.path, node.line + 1, node.column + 1, max(1, length))
