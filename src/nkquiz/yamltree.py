"""YAML text -> a tree of located nodes; every scalar stays the text its author wrote.

A text that is not YAML is read part by part, past its slips, so that one run shows every mistake of a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from nkquiz.diagnostics import Problem, Span
from nkquiz.yamlevents import TreeBuilder
from nkquiz.yamlfaults import LINE_BREAK, ODD_BLANK_LINE, SAVE_AS_UTF8, STAND_IN, Fault, bad_characters, straight_indents
from nkquiz.yamlnodes import BOOLEANS, NULLS, Items, Mapping, Node, Scalar, Source
from nkquiz.yamlparts import Part, parts_of, without

__all__ = ["BOOLEANS", "NULLS", "Items", "Mapping", "Node", "Scalar", "Source", "parse_yaml", "read_yaml"]

MAX_BYTES = 64 * 1024 * 1024


def read_yaml(path: Path) -> tuple[Node | None, tuple[Problem, ...]]:
    """Return the tree of the file and its problems; None where nothing could be read.

    Raises OSError if the file cannot be opened.
    """
    source = Source(path)
    if path.exists() and not path.is_file():
        return None, (
            Problem(Span(path), "NK003", "this is a folder or a device, not a file", "give it another name, or move it"),
        )
    if path.stat().st_size > MAX_BYTES:
        return None, (Problem(Span(path), "NK005", f"the file is larger than {MAX_BYTES // 2**20} MiB"),)
    data = path.read_bytes()
    try:
        return parse_yaml(data.decode("utf-8-sig"), source)
    except UnicodeDecodeError as error:
        problem = _not_utf8(source, data, error)
    if b"\0" in data:
        return None, (problem,)
    root, problems = parse_yaml(data.decode("utf-8-sig", errors="replace").replace("\ufffd", STAND_IN), source)
    return root, (problem, *problems)


def parse_yaml(text: str, source: Source) -> tuple[Node | None, tuple[Problem, ...]]:
    """Return the tree of `text` and its problems. What is not YAML is left out, and the rest is read."""
    if text.count("\0") > len(text) // 8:
        return None, (Problem(Span(source.path), "NK003", _NO_TEXT, SAVE_AS_UTF8),)
    text, faults = bad_characters(text)
    builder = TreeBuilder(source)
    broken = builder.build(text)
    if broken is not None and (emptied := ODD_BLANK_LINE.sub("", text)) != text:
        text, builder = emptied, TreeBuilder(source)
        broken = builder.build(text)
    if broken is None:
        return builder.root, (*_problems(faults, source), *builder.problems)
    recovery = _Recovery(source, text)
    root = recovery.read(broken)
    return root, (*_problems(faults, source), *recovery.problems)


def _problems(faults: Iterable[Fault], source: Source) -> Iterator[Problem]:
    for fault in faults:
        yield Problem(source.span((fault.line, fault.column), fault.length), fault.code, fault.message, fault.hint)


_NO_TEXT = "the file is UTF-16, or no text at all"


def _not_utf8(source: Source, data: bytes, error: UnicodeDecodeError) -> Problem:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return Problem(Span(source.path), "NK003", "the file is UTF-16", SAVE_AS_UTF8)
    if b"\0" in data:
        return Problem(Span(source.path), "NK003", _NO_TEXT, SAVE_AS_UTF8)
    before = LINE_BREAK.split(error.object[: error.start].decode("utf-8"))
    message = f"the byte 0x{error.object[error.start]:02x} here is not UTF-8"
    return Problem(source.span((len(before) - 1, len(before[-1]))), "NK003", message, SAVE_AS_UTF8)


class _Recovery:
    """Reads a text that is not YAML part by part, each as often as it takes to get past its slips."""

    def __init__(self, source: Source, text: str) -> None:
        self.source = source
        self.problems: list[Problem] = []
        written = text.splitlines()
        self.lines, faults = straight_indents(written)
        self.wider = {n: len(line) - len(written[n]) for n, line in enumerate(self.lines) if len(line) > len(written[n])}
        self.mended = {fault.line for fault in faults}
        self._report(faults)
        self.budget = 20 * len(self.lines) + 1000  # lines that may be read again; keeps the time in step with the size

    def _report(self, faults: Iterable[Fault]) -> None:
        self.problems.extend(_problems(faults, self.source))

    def read(self, first_fault: Fault) -> Node | None:
        """Return the tree of what can be read; `first_fault` is what a reading in one piece stopped at."""
        frame, entries, strays = parts_of(self.lines)
        self._report(strays)
        root = self._part(Part(0, frame, entry=False))
        for entry in entries:
            items = self._part(entry)
            if isinstance(items, Items):
                self._hang(root, items)
        if not self.problems:
            self._report([first_fault])
        return root

    def _part(self, part: Part) -> Node | None:
        lines, spoilt = part.lines, part.spoilt
        while True:
            builder = TreeBuilder(self.source, part.first, spoilt, part.entry)
            fault = builder.build("\n".join(lines) + "\n")
            self.budget -= len(lines)
            if fault is None:
                if self.wider:
                    self._put_back(builder.root)
                self.problems.extend(map(self._where_written, builder.problems))
                return builder.root
            line = fault.line + part.first
            if line not in self.mended:
                self._report([replace(fault, line=line)])
            rest = without(lines, fault)
            if rest == lines or self.budget < 0:
                return None
            lines, spoilt = rest, True

    def _where_written(self, problem: Problem) -> Problem:
        def narrower(span: Span) -> Span:
            return replace(span, column=max(1, span.column - self.wider.get(span.line - 1, 0)))

        related = tuple((narrower(span), text) for span, text in problem.related)
        return replace(problem, span=narrower(problem.span), related=related) if self.wider else problem

    def _put_back(self, node: Node | None) -> None:
        """Give `node` and all below it the columns of the file, where tabs were written out as spaces."""
        if node is None:
            return
        node.column = max(0, node.column - self.wider.get(node.line, 0))
        for part in node.items if isinstance(node, Items) else ():
            self._put_back(part)
        for part in (*node.keys.values(), *node.entries.values()) if isinstance(node, Mapping) else ():
            self._put_back(part)

    def _hang(self, root: Node | None, items: Items) -> None:
        """Put entries below the list they were taken from: that of the nearest key above them."""
        if not isinstance(root, Mapping):
            return
        above = [key for key, node in root.keys.items() if node.line < items.line]
        if not above:
            return
        value = root.entries[above[-1]]
        if isinstance(value, Items):
            value.items.extend(items.items)
        elif isinstance(value, Scalar) and not value.text:
            root.entries[above[-1]] = items
