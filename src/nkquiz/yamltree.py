"""YAML text -> a tree of located nodes; every scalar stays the text its author wrote.

Reads PyYAML's events (libyaml where there is one) instead of `safe_load`, which turns `no` into False, drops
duplicate keys and forgets where things stood. A broken fact is reported, blanked and the rest read on, so that one
run shows every mistake of a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from nkquiz.diagnostics import Problem, Span, visible
from nkquiz.yamlfaults import STAND_IN, Fault, bad_characters, fault_of, straight_indents
from nkquiz.yamlparts import Part, parts_of, without

MAX_BYTES = 64 * 1024 * 1024
MAX_DEPTH = 32

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
    """Keys with their values, in the order of the file. `broken` means that a slip may have cost it some keys."""

    __slots__ = ("broken", "column", "entries", "line")

    def __init__(self, line: int, column: int, broken: bool = False) -> None:
        self.entries: dict[str, tuple[Scalar, Node]] = {}
        self.line, self.column, self.broken = line, column, broken

    def get(self, key: str) -> Node | None:
        """Return the value of `key`, or None."""
        entry = self.entries.get(key)
        return entry[1] if entry else None


Node = Scalar | Items | Mapping


@dataclass(frozen=True, slots=True)
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


def read_yaml(path: Path) -> tuple[Node | None, tuple[Problem, ...]]:
    """Return the tree of the file and its problems; None where nothing could be read.

    Raises OSError if the file cannot be opened.
    """
    source = Source(path)
    if path.stat().st_size > MAX_BYTES:
        return None, (Problem(Span(path), "NK005", f"the file is larger than {MAX_BYTES // 2**20} MiB"),)
    data = path.read_bytes()
    try:
        return parse_yaml(data.decode("utf-8-sig"), source)
    except UnicodeDecodeError as error:
        problem = _not_utf8(source, data, error)
    if data.count(b"\0") > len(data) // 8 or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return None, (problem,)
    root, problems = parse_yaml(data.decode("utf-8-sig", errors="replace").replace("\ufffd", STAND_IN), source)
    return root, (problem, *problems)


def parse_yaml(text: str, source: Source) -> tuple[Node | None, tuple[Problem, ...]]:
    """Return the tree of `text` and its problems. What is not YAML is left out, and the rest is read."""
    if text.count("\0") > len(text) // 8:
        return None, (Problem(Span(source.path), "NK003", "the file is UTF-16, or no text at all", _SAVE_AS_UTF8),)
    text, faults = bad_characters(text)
    builder = _Builder(source)
    broken = builder.build(text)
    if broken is None:
        return builder.root, (*_problems(faults, source), *builder.problems)
    recovery = _Recovery(source, text)
    root = recovery.read(broken)
    return root, (*_problems(faults, source), *recovery.problems)


def _problems(faults: Iterable[Fault], source: Source) -> Iterator[Problem]:
    for fault in faults:
        yield Problem(source.span((fault.line, fault.column), fault.length), fault.code, fault.message, fault.hint)


_SAVE_AS_UTF8 = 'save the file as "UTF-8" in your editor'


def _not_utf8(source: Source, data: bytes, error: UnicodeDecodeError) -> Problem:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return Problem(Span(source.path), "NK003", "the file is UTF-16", _SAVE_AS_UTF8)
    if data.count(b"\0") > len(data) // 8:
        return Problem(Span(source.path), "NK003", "the file is no text", "a deck is a plain text file, saved as UTF-8")
    line = data.count(b"\n", 0, error.start)
    start = data.rfind(b"\n", 0, error.start) + 1
    column = len(data[start : error.start].decode("utf-8", errors="replace"))
    message = f"the byte 0x{data[error.start]:02x} here is not UTF-8"
    return Problem(source.span((line, column)), "NK003", message, _SAVE_AS_UTF8)


class _Builder:
    """Builds the tree from events, and gathers what decks do not use."""

    def __init__(self, source: Source, first: int = 0, broken: bool = False, entry: bool = False) -> None:
        self.source, self.first, self.broken, self.entry = source, first, broken, entry
        self.root: Node | None = None
        self.problems: list[Problem] = []
        self.run_on: set[Mapping] = set()

    def build(self, text: str) -> Fault | None:
        """Read `text`, which begins at line `first` of the file; return the fault that stopped the reading, if any.

        The line of the fault counts from the start of `text`.
        """
        import yaml

        loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
        try:
            return self._read(text, loader, yaml)
        except yaml.MarkedYAMLError as error:
            return fault_of(error, text.splitlines())
        except yaml.YAMLError:
            return Fault("NK003", 0, 0, "YAML cannot read the file", _SAVE_AS_UTF8)
        finally:
            loader.dispose()

    def _read(self, text: str, loader: Any, yaml: Any) -> Fault | None:
        scalar_event, map_start, seq_start = yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent
        end_events = (yaml.MappingEndEvent, yaml.SequenceEndEvent)
        get_event = loader.get_event
        stack: list[tuple[Items | Mapping, Scalar | None]] = []
        parent: Items | Mapping | None = None
        key: Scalar | None = None  # the key whose value comes next, in a mapping
        documents = 0
        offset, broken = self.first, self.broken
        hashes = {n: line for n, line in enumerate(text.splitlines()) if " #" in line} if " #" in text else {}
        node: Node
        while True:
            event = get_event()
            kind = type(event)
            mark = event.start_mark
            if kind is scalar_event:
                node = Scalar(event.value, mark.line + offset, mark.column, not event.style)
                if event.tag is not None or event.anchor is not None:
                    self._unused_feature(event)
                    node.text, node.plain = node.text or "?", False
                if hashes and node.plain and event.end_mark.line in hashes:
                    self._hidden(node, event.end_mark, hashes)
            elif kind is map_start or kind is seq_start:
                line = mark.line + offset
                node = Mapping(line, mark.column, broken) if kind is map_start else Items(line, mark.column)
                if event.tag is not None or event.anchor is not None:
                    self._unused_feature(event)
                if len(stack) >= MAX_DEPTH:
                    return Fault("NK005", mark.line, mark.column, f"nested deeper than {MAX_DEPTH} levels", _DEEP_HINT)
            elif kind in end_events:
                parent, key = stack.pop()
                continue
            elif kind is yaml.AliasEvent:
                self._unused_feature(event)
                node = Scalar("*" + event.anchor, mark.line + offset, mark.column, False)
            elif kind is yaml.DocumentStartEvent:
                documents += 1
                if event.version or event.tags:
                    self._feature((offset, 0), "a directive (`%`)", "delete the line")
                if documents > 1:
                    hint = "put each deck in a file of its own"
                    self._feature((mark.line + offset, mark.column), "a second document (`---`)", hint)
                    return None
                continue
            elif kind is yaml.StreamEndEvent:
                return None
            else:
                continue

            # Hang the node below its parent.
            if parent is None:
                if kind is scalar_event or kind is map_start or kind is seq_start:
                    self.root = node
            elif type(parent) is Items:
                parent.items.append(node)
            elif key is None:
                assert isinstance(parent, Mapping)
                key = self._key(node)
                if type(node) is Scalar:
                    continue
            else:
                assert isinstance(parent, Mapping)
                self._put(parent, key, node)
                key = None
            if kind is map_start or kind is seq_start:
                assert not isinstance(node, Scalar)
                stack.append((parent, key))  # type: ignore[arg-type]
                parent, key = node, None

    def _hidden(self, node: Scalar, end: Any, lines: dict[int, str]) -> None:
        """Report a comment that swallows the end of a text; one after two spaces is meant as a comment."""
        if lines[end.line].startswith(" #", end.column):
            span = self.source.span((end.line + self.first, end.column + 1))
            hint = "if it belongs to the text, put the text in quotes; if it is a comment, put two spaces before the `#`"
            self.problems.append(Problem(span, "NK011", "YAML reads nothing from this `#` on", hint))
            node.text, node.plain = node.text or "?", False

    def _key(self, node: Node) -> Scalar:
        if isinstance(node, Scalar):
            if node.text == "<<" and node.plain:
                self._feature((node.line, node.column), "a merge key (`<<`)", "write the keys out")
            return node
        hint = "a key is a word; text that begins with `{` or `[` needs quotes"
        self._feature((node.line, node.column), "a list or mapping as a key", hint)
        return Scalar("", node.line, node.column, True)

    def _put(self, parent: Mapping, key: Scalar, value: Node) -> None:
        first = parent.entries.get(key.text)
        if key.text == "<<":
            parent.broken = True
        if self.entry and self.broken and type(value) is Scalar and value.plain and not value.text:
            return  # what stood below this key may be what was left out
        if first is None:
            parent.entries[key.text] = (key, value)
        elif parent not in self.run_on:
            hint = "delete one of the two"
            if first is next(iter(parent.entries.values())) and len(parent.entries) > 1:
                # What comes is a second entry without its dash: not every key of it is a mistake of its own.
                self.run_on.add(parent)
                hint += "; or, if a new entry begins here, put `- ` before it"
            related = ((self.source.span(first[0]), "first given here"),)
            message = f"duplicate key `{visible(key.text)}`"
            self.problems.append(Problem(self.source.span(key), "NK002", message, hint, related))

    def _unused_feature(self, event: Any) -> None:
        if type(event).__name__ == "AliasEvent":
            what, hint = f"an alias (`*{event.anchor}`)", "write the text out; quote a text that begins with `*`"
        elif event.anchor is not None:
            what, hint = f"an anchor (`&{event.anchor}`)", "write the text out; quote a text that begins with `&`"
        else:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            what, hint = f"a tag (`{tag}`)", "leave it out; quote a text that begins with `!`"
        self._feature((event.start_mark.line + self.first, event.start_mark.column), what, hint)

    def _feature(self, place: tuple[int, int], what: str, hint: str) -> None:
        self.problems.append(Problem(self.source.span(place), "NK004", f"{visible(what)} is not used in decks", hint))


_DEEP_HINT = 'a text that begins with `[` or `{` needs straight quotes: "..."'


class _Recovery:
    """Reads a text that is not YAML part by part, each as often as it takes to get past its slips."""

    def __init__(self, source: Source, text: str) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self.lines, faults = straight_indents(text.splitlines())
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
        lines, spoilt = part.lines, False
        while True:
            builder = _Builder(self.source, part.first, spoilt, part.entry)
            fault = builder.build("\n".join(lines) + "\n")
            self.budget -= len(lines)
            if fault is None:
                self.problems.extend(builder.problems)
                return builder.root
            if fault.line + part.first not in self.mended:
                self._report([replace(fault, line=fault.line + part.first)])
            rest = without(lines, fault)
            if rest == lines or self.budget < 0:
                return None
            lines, spoilt = rest, True

    def _hang(self, root: Node | None, items: Items) -> None:
        """Put entries below the list they were taken from: that of the nearest key above them."""
        if not isinstance(root, Mapping):
            return
        above = [entry for entry in root.entries.values() if entry[0].line < items.line]
        if not above:
            return
        key, value = above[-1]
        if isinstance(value, Items):
            value.items.extend(items.items)
        elif isinstance(value, Scalar) and not value.text:
            root.entries[key.text] = (key, items)
