"""Located YAML nodes -> texts, flags, dates, lists; what does not fit becomes a Problem at its place."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from nkquiz import markup
from nkquiz.diagnostics import Problem, did_you_mean
from nkquiz.yamltree import BOOLEANS, NULLS, Items, Mapping, Node, Scalar, Source

_SORTS = {Scalar: "text", Items: "a list", Mapping: "a mapping (keys with values)"}


class Values:
    """Reads the values of one file and gathers the problems it meets."""

    def __init__(self, path: Path) -> None:
        self.source = Source(path)
        self.problems: list[Problem] = []

    def report(self, node: Node, code: str, message: str, hint: str = "") -> None:
        """Note a problem at `node`."""
        self.problems.append(Problem(self.source.span(node), code, message, hint))

    def _wrong_sort(self, node: Node, name: str, wanted: str, hint: str = "") -> None:
        found = f"the text `{node.text}`" if isinstance(node, Scalar) and node.text else _SORTS[type(node)]
        self.report(node, "NK103", f"`{name}` must be {wanted}, but this is {found}", hint)

    def text(self, node: Node, name: str) -> str:
        """Return the text of `node`, Markdown and all; "" after a problem."""
        if type(node) is not Scalar:
            hint = "a text that begins with `[` or `{` needs quotes" if node else ""
            self._wrong_sort(node, name, "text", hint)
            return ""
        text = node.text
        if node.plain and (text in BOOLEANS or text in NULLS):
            self._not_text(node, name)
            return ""
        if node.plain and text[0] in "“„‘":
            hint = 'to quote, use straight quotes; to keep the curly ones, put straight quotes around them: "“...”"'
            self.report(node, "NK008", f"`{name}` begins with a curly quote, which YAML takes as part of the text", hint)
        if not text or text.isspace():
            self.report(node, "NK107", f"`{name}` is empty", "write the text, or delete the key")
            return ""
        for message, hint in markup.faults(text):
            self.report(node, "NK112", message, hint)
        return text.strip() if text[-1].isspace() or text[0].isspace() else text

    def _not_text(self, node: Scalar, name: str) -> None:
        if node.text == "":
            self.report(node, "NK107", f"`{name}` is empty", "write the text, or delete the key")
            return
        sort = "a boolean" if node.text in BOOLEANS else "nothing (null)"
        message = f"`{name}` must be text, but YAML reads `{node.text}` as {sort}"
        self.report(node, "NK103", message, f'quote it: "{node.text}"')

    def line(self, node: Node, name: str) -> str:
        """Return a text that stands on one line."""
        return " ".join(self.text(node, name).split())

    def flag(self, node: Node, name: str) -> bool:
        """Return true or false; False after a problem."""
        if isinstance(node, Scalar) and node.plain and node.text in BOOLEANS:
            return BOOLEANS[node.text]
        self._wrong_sort(node, name, "`true` or `false`")
        return False

    def number(self, node: Node, name: str) -> int:
        """Return a whole number of at least 0; 0 after a problem."""
        if isinstance(node, Scalar) and node.text.isascii() and node.text.isdigit() and len(node.text) < 10:
            return int(node.text)
        self._wrong_sort(node, name, "a whole number")
        return 0

    def word(self, node: Node, name: str, known: Iterable[str]) -> str:
        """Return one of the `known` words; "" after a problem."""
        known = tuple(known)
        word = self.text(node, name)
        if word and word not in known:
            self.report(node, "NK104", f"`{name}` cannot be `{word}`", did_you_mean(word, known))
            return ""
        return word

    def date(self, node: Node, name: str) -> date | None:
        """Return a full date; None after a problem."""
        text = self.text(node, name)
        try:
            if len(text) == 10:
                return date.fromisoformat(text)
        except ValueError:
            pass
        if text:
            self.report(node, "NK105", f"`{name}` must be a date, but this is `{text}`", "write it as 2026-12-31")
        return None

    def month(self, node: Node, name: str) -> str:
        """Return a year, a month or a day as written, `2026`, `2026-11` or `2026-11-23`; "" after a problem."""
        text = self.text(node, name)
        padded = text + "-01-01"[len(text) - 4 :] if len(text) in (4, 7) else text
        try:
            if text and len(padded) == 10:
                date.fromisoformat(padded)
                return text
        except ValueError:
            pass
        if text:
            self.report(node, "NK105", f"`{name}` must be a date, but this is `{text}`", "write it as 2026-11 or 2026-11-23")
        return ""

    def texts(self, node: Node, name: str) -> tuple[str, ...]:
        """Return a list of texts; one text alone counts as a list of one."""
        if isinstance(node, Scalar):
            text = self.text(node, name)
            return (text,) if text else ()
        if isinstance(node, Items):
            return tuple(text for item in node.items if (text := self.text(item, name)))
        self._wrong_sort(node, name, "a list of texts")
        return ()

    def items(self, node: Node, name: str) -> list[Node]:
        """Return the entries of a list; none after a problem."""
        if isinstance(node, Items):
            return node.items
        self._wrong_sort(node, name, "a list", "begin each entry with `- `")
        return []

    def mapping(self, node: Node, name: str, known: Iterable[str] = (), required: Iterable[str] = ()) -> dict[str, Node]:
        """Return the values of a mapping by key. Unknown keys (if `known` is given) and missing ones are problems."""
        if not isinstance(node, Mapping):
            self._wrong_sort(node, name, "a mapping (keys with values)")
            return {}
        values = {key: value for key, (_, value) in node.entries.items()}
        known = tuple(known)
        if known:
            for key in values.keys() - set(known):
                self.report(node.entries[key][0], "NK101", f"unknown key `{key}` in {name}", did_you_mean(key, known))
                del values[key]
        for key in required:
            if key not in values:
                self.report(node, "NK102", f"{name} has no `{key}`")
        return values
