"""Located YAML nodes -> texts, flags, dates, lists; what does not fit becomes a Problem at its place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from nkquiz import markup
from nkquiz.diagnostics import Problem, did_you_mean, nearest, shortened
from nkquiz.model import Thing
from nkquiz.yamlfaults import DOTS
from nkquiz.yamltree import BOOLEANS, NULLS, Items, Mapping, Node, Scalar, Source

_ONE_TEXT = "a text that begins with `[` or `{` needs quotes; a list inside a text begins with `|` on the line of the key"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_NOT_TEXT = NULLS | BOOLEANS.keys() | set(DOTS)
LONGEST_TEXT = 20_000
"""Characters; far beyond what a card can show, and a bound for what reading its marks can cost."""

_SORTS = {Scalar: "text", Items: "a list", Mapping: "a mapping (keys with values)"}


class Values:
    """Reads the values of one file and gathers the problems it meets.

    `things` are what the collection compares, None if that is not known.
    """

    def __init__(self, path: Path, things: Iterable[Thing] | None = ()) -> None:
        self.source = Source(path)
        self.things = None if things is None else {thing.id: thing for thing in things}
        self.problems: list[Problem] = []

    def report(self, node: Node, code: str, message: str, hint: str = "") -> None:
        """Note a problem at `node`."""
        self.problems.append(Problem(self.source.span(node), code, message, hint))

    def _wrong_sort(self, node: Node, name: str, wanted: str, hint: str = "") -> None:
        found = f"this is {_SORTS[type(node)]}"
        if isinstance(node, Scalar):
            found = f"this is the text `{shortened(node.text)}`" if node.text else "there is nothing here"
        shown = name if " " in name or "`" in name else f"`{name}`"
        self.report(node, "NK103", f"{shown} must be {wanted}, but {found}", hint)

    def text(self, node: Node, name: str) -> str:
        """Return the text of `node`, Markdown and all; "" after a problem."""
        text = self._as_written(node, name)
        for message, hint in markup.faults(text):
            self.report(node, "NK112", message, hint)
        return text

    def title(self, node: Node) -> str:
        """Return a title: a text on one line that is shown as it is written, so that no mark in it means anything."""
        return " ".join(self._as_written(node, "title").split())

    def _as_written(self, node: Node, name: str) -> str:
        if type(node) is not Scalar:
            self._wrong_sort(node, name, "text", _ONE_TEXT)
            return ""
        text = node.text
        if node.plain and text in _NOT_TEXT:
            self._not_text(node, name)
            return ""
        if node.plain and text[0] in "“„‘":
            hint = 'to quote, use straight quotes; to keep the curly ones, put straight quotes around them: "“...”"'
            self.report(node, "NK008", f"`{name}` begins with a curly quote, which YAML takes as part of the text", hint)
        text = text.strip()
        if not text:
            self.report(node, "NK107", f"`{name}` is empty", "write the text; a key that may be left out can be deleted")
            return ""
        if len(text) > LONGEST_TEXT:
            message = f"`{name}` has {len(text)} characters; a text can have {LONGEST_TEXT}"
            self.report(node, "NK005", message, "is a quote or a line break missing? if not, make several facts of it")
            return ""
        return text

    def _not_text(self, node: Scalar, name: str) -> None:
        if node.text == "":
            self.report(node, "NK107", f"`{name}` is empty", "write the text; a key that may be left out can be deleted")
            return
        if node.text in DOTS:
            hint = f'write the text; dots that are meant stand in quotes: "{node.text}"'
            self.report(node, "NK107", f"`{name}` is only dots", hint)
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
        self._wrong_sort(node, name, "`true` or `false`", "write `true` or `false`, without quotes")
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
        for each in known:
            if each == word:
                return each  # the same object for every fact, not a copy of it
        if word:
            hint = "known here: " + ", ".join(f"`{one}`" for one in known)
            if near := nearest(word, known):
                hint = f"did you mean `{near}`? {hint}"
            self.report(node, "NK104", f"`{name}` cannot be `{shortened(word)}`", hint)
            return ""
        return word

    def date(self, node: Node, name: str) -> date | None:
        """Return a full date; None after a problem."""
        text = self.text(node, name)
        try:
            if _DAY.match(text):
                return date.fromisoformat(text)
        except ValueError:
            pass
        if text:
            self.report(node, "NK105", f"`{name}` must be a date, but this is `{shortened(text)}`", "write it as 2026-12-31")
        return None

    def month(self, node: Node, name: str) -> str:
        """Return a year, a month or a day as written, `2026`, `2026-11` or `2026-11-23`; "" after a problem."""
        text = self.text(node, name)
        padded = text + "-01-01"[len(text) - 4 :] if len(text) in (4, 7) else text
        try:
            if _DAY.match(padded):
                date.fromisoformat(padded)
                return text
        except ValueError:
            pass
        if text:
            self.report(
                node, "NK105", f"`{name}` must be a date, but this is `{shortened(text)}`", "write it as 2026-11 or 2026-11-23"
            )
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
        self._wrong_sort(node, name, "a list", "begin each entry with `- `, or write them as `[one, two]`")
        return []

    def mapping(self, node: Node, name: str, known: Iterable[str] = (), required: Iterable[str] = ()) -> dict[str, Node]:
        """Return the values of a mapping by key. Unknown keys (if `known` is given) and missing ones are problems.

        `required` can say of each key what it holds.
        """
        known = tuple(known)
        if not isinstance(node, Mapping):
            keys = ", ".join(f"`{key}: ...`" for key in known)
            self._wrong_sort(node, name, "a mapping (keys with values)", f"write these keys below it: {keys}" if keys else "")
            return {}
        values = dict(node.entries)
        slips: set[str] = set()
        if known:
            for key in values.keys() - set(known):
                value = values[key]
                hint = did_you_mean(key, known)
                if isinstance(value, Scalar) and value.plain and not value.text and value.line == node.keys[key].line:
                    hint = "if it belongs to the text before the comma, put that text in quotes"
                slips.add(nearest(key, known))
                if key[:1] == "-" and key[1:]:
                    self.report(node.keys[key], "NK010", "a dash without a space after it", "put a space after the dash")
                    del values[key]
                    continue
                self.report(node.keys[key], "NK101", f"unknown key `{shortened(key)}` in {name}", hint)
                del values[key]
        for key in required:
            if key not in values and key not in slips and not node.broken:
                told = f", {required[key]}" if isinstance(required, dict) else ""
                self.report(node, "NK102", f"{name} has no `{key}`", f"add `{key}: ...`{told}")
        return values
