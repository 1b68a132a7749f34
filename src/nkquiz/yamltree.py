"""YAML text -> a tree of located nodes; every scalar stays the text its author wrote.

Reads PyYAML's events (libyaml where there is one) instead of `safe_load`, which turns `no` into False, drops
duplicate keys and forgets where things stood. A broken fact is reported, blanked and the rest read on, so that one
run shows every mistake of a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nkquiz.diagnostics import Problem, Span, visible

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
    """Keys with their values, in the order of the file."""

    __slots__ = ("column", "entries", "line")

    def __init__(self, line: int, column: int) -> None:
        self.entries: dict[str, tuple[Scalar, Node]] = {}
        self.line, self.column = line, column

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
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return None, (_not_utf8(source, data, error),)
    return parse_yaml(text, source)


def parse_yaml(text: str, source: Source) -> tuple[Node | None, tuple[Problem, ...]]:
    """Return the tree of `text` and its problems. A list entry that is not YAML is left out and the rest is read."""
    problems = list(_bad_characters(text, source))
    if problems:
        return None, tuple(problems)
    for _ in range(100):
        builder = _Builder(source)
        fault = builder.build(text)
        if fault is None:
            return builder.root, (*problems, *builder.problems)
        problem, position = fault
        problems.append(problem)
        rest = _without_entry(text, position)
        if rest is None:
            break
        text = rest
    return None, tuple(problems)


def _not_utf8(source: Source, data: bytes, error: UnicodeDecodeError) -> Problem:
    line = data.count(b"\n", 0, error.start)
    column = error.start - (data.rfind(b"\n", 0, error.start) + 1)
    utf16 = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    found = "the file is UTF-16" if utf16 else f"the byte 0x{data[error.start]:02x} here is not UTF-8"
    return Problem(source.span((line, column)), "NK003", found, 'save the file as "UTF-8" in your editor')


_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ue000-\uf8ff\ufffe\uffff]")


def _bad_characters(text: str, source: Source) -> Iterator[Problem]:
    if text.isprintable():
        return
    for match in _FORBIDDEN.finditer(text):
        line = text.count("\n", 0, match.start())
        column = match.start() - (text.rfind("\n", 0, match.start()) + 1)
        name = f"U+{ord(match[0]):04X}"
        yield Problem(
            source.span((line, column)), "NK003", f"the character {name} is not allowed in a deck",
            "delete it; it often comes along when text is pasted from a PDF",
        )  # fmt: skip


class _Builder:
    """Builds the tree from events, and gathers what decks do not use."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.root: Node | None = None
        self.problems: list[Problem] = []

    def build(self, text: str) -> tuple[Problem, tuple[int, int]] | None:
        """Read `text`; return the fault that stopped the reading and its 0-based line and column, if any."""
        import yaml

        loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
        try:
            return self._read(loader, yaml)
        except yaml.MarkedYAMLError as error:
            return explained(error, text.splitlines(), self.source)
        except yaml.YAMLError as error:
            return Problem(Span(self.source.path), "NK003", f"YAML cannot read the file: {error}"), (0, 0)
        finally:
            loader.dispose()

    def _read(self, loader: Any, yaml: Any) -> tuple[Problem, tuple[int, int]] | None:
        scalar_event, map_start, seq_start = yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent
        end_events = (yaml.MappingEndEvent, yaml.SequenceEndEvent)
        get_event = loader.get_event
        stack: list[tuple[Items | Mapping, Scalar | None]] = []
        parent: Items | Mapping | None = None
        key: Scalar | None = None  # the key whose value comes next, in a mapping
        documents = 0
        node: Node
        while True:
            event = get_event()
            kind = type(event)
            mark = event.start_mark
            if kind is scalar_event:
                node = Scalar(event.value, mark.line, mark.column, not event.style)
                if event.tag is not None or event.anchor is not None:
                    self._unused_feature(event)
            elif kind is map_start or kind is seq_start:
                node = Mapping(mark.line, mark.column) if kind is map_start else Items(mark.line, mark.column)
                if event.tag is not None or event.anchor is not None:
                    self._unused_feature(event)
                if len(stack) >= MAX_DEPTH:
                    where = (mark.line, mark.column)
                    return Problem(self.source.span(where), "NK005", f"nested deeper than {MAX_DEPTH} levels"), where
            elif kind in end_events:
                parent, key = stack.pop()
                continue
            elif kind is yaml.AliasEvent:
                self._unused_feature(event)
                node = Scalar("*" + event.anchor, mark.line, mark.column, False)
            elif kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    self._feature(mark, "a second document (`---`)", "put each deck in a file of its own")
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

    def _key(self, node: Node) -> Scalar:
        if isinstance(node, Scalar):
            if node.text == "<<" and node.plain:
                self._feature(node, "a merge key (`<<`)", "write the keys out")
            return node
        self._feature(node, "a list or mapping as a key", "a key is a word; text that begins with `{` or `[` needs quotes")
        return Scalar("", node.line, node.column, True)

    def _put(self, parent: Mapping, key: Scalar, value: Node) -> None:
        first = parent.entries.get(key.text)
        if first is not None:
            problem = Problem(
                self.source.span(key), "NK002", f"duplicate key `{visible(key.text)}`", "delete one of the two",
                ((self.source.span(first[0]), "first given here"),),
            )  # fmt: skip
            self.problems.append(problem)
            return
        parent.entries[key.text] = (key, value)

    def _unused_feature(self, event: Any) -> None:
        if type(event).__name__ == "AliasEvent":
            what, hint = f"an alias (`*{event.anchor}`)", "write the text out; quote a text that begins with `*`"
        elif event.anchor is not None:
            what, hint = f"an anchor (`&{event.anchor}`)", "write the text out; quote a text that begins with `&`"
        else:
            what, hint = f"a tag (`{event.tag}`)", "leave it out; quote a text that begins with `!`"
        self._feature(event.start_mark, what, hint)

    def _feature(self, mark: Any, what: str, hint: str) -> None:
        span = self.source.span((mark.line, mark.column))
        self.problems.append(Problem(span, "NK004", f"{visible(what)} is not used in decks", hint))


_ENTRY = re.compile(r"( *)- ")


def _without_entry(text: str, position: tuple[int, int]) -> str | None:
    """Return `text` with the outermost list entry around `position` blanked, line numbers kept; None if there is none."""
    lines = text.splitlines(keepends=True)
    indents = [m.end(1) for line in lines if (m := _ENTRY.match(line))]
    if not indents:
        return None
    marker = " " * min(indents) + "- "
    starts = [n for n, line in enumerate(lines) if line.startswith(marker)]
    before = [n for n in starts if n <= position[0]]
    if not before:
        return None
    first = before[-1]
    last = next((n for n in starts if n > first), len(lines))
    if not any(line.strip() for line in lines[first:last]):
        return None
    return "".join("\n" if first <= n < last else line for n, line in enumerate(lines))


_CURLY = "“”„‟‘’"
_INDENT_TROUBLE = ("did not find expected", "expected <block end>", "could not find expected ':'", "scanning a simple key")


def explained(error: Any, lines: list[str], source: Source) -> tuple[Problem, tuple[int, int]]:
    """Return libyaml's complaint as a Problem in plain words, and the 0-based place from which to recover."""
    mark = error.problem_mark or error.context_mark
    said = f"{error.context or ''} {error.problem or ''}".strip()
    opened = error.context_mark
    if opened is not None and "quoted scalar" in said:
        # libyaml marks the end of the file; the opening quote is what the author must see.
        where = (opened.line, opened.column)
        message = "a quote is opened here and never closed"
        hint = "close it, or, if the quote belongs to the text, put the whole text in the other sort of quotes"
        if mark.line == opened.line:
            message = "the text goes on after the closing quote"
        return Problem(source.span(where), "NK001", message, hint), where
    where = (mark.line, mark.column)
    line = lines[mark.line] if mark.line < len(lines) else ""
    before = [n for n in range(min(mark.line, len(lines) - 1), -1, -1) if lines[n].strip()]
    near = lines[before[0]] if before else ""
    code, where, message, hint = _plain_words(said, line, near, where, before)
    return Problem(source.span(where), code, message, hint), (mark.line, mark.column)


_Explained = tuple[str, tuple[int, int], str, str]


def _plain_words(said: str, line: str, near: str, where: tuple[int, int], before: list[int]) -> _Explained:
    """Return code, place, message and hint for what libyaml said of `line`."""
    indent = line[: len(line) - len(line.lstrip())]
    if "\t" in indent:
        return "NK006", (where[0], line.index("\t")), "a tab; YAML wants spaces", "replace the tab by two spaces"
    if "\\t" in said or "'\\t'" in said or ("cannot start any token" in said and line[where[1] : where[1] + 1] == "\t"):
        return "NK006", where, "a tab; YAML wants spaces", "replace the tab by two spaces"
    curly = next((c for c in line if c in _CURLY), "")
    value = line.partition(": ")[2].lstrip()
    if curly and (value[:1] in _CURLY or ("- " + line.lstrip())[2:3] in _CURLY or "[" in line or "{" in line):
        message = f"a curly quote ({curly}); YAML knows only straight ones"
        return "NK008", (where[0], line.index(curly)), message, "use \" or ' instead"
    if "mapping values are not allowed" in said:
        if line.count(": ") > 1 or line.rstrip().endswith(":"):
            hint = 'put the whole text in straight quotes: "..."'
            return "NK007", where, "a colon and a space inside a sentence; YAML takes it for a key", hint
        hint = "give it the same number of spaces as the keys above it"
        return "NK009", where, "this line is indented differently from the one above", hint
    if "cannot start any token" in said:
        found = line[where[1] : where[1] + 1]
        return "NK001", where, f"a text cannot begin with `{found}`", 'put the text in straight quotes: "..."'
    if any(phrase in said for phrase in _INDENT_TROUBLE):
        return _misplaced(line, near, where, before)
    return "NK001", where, f"this is not YAML: {said}", "look at this line and the one above it"


def _misplaced(line: str, near: str, where: tuple[int, int], before: list[int]) -> _Explained:
    shown, place = (line, where) if line.strip() else (near, (before[0] if before else 0, 0))
    stripped = shown.strip()
    first = len(shown) - len(shown.lstrip())
    if stripped.startswith(("[", "{")) or ": [" in shown or ": {" in shown or "- {" in shown:
        opener = next(c for c in shown if c in "[{")
        hint = "close it, put a comma between the parts, and quote a text that has a comma, a bracket or a colon"
        return "NK001", (place[0], shown.index(opener)), f"a `{opener}` that YAML cannot follow to its end", hint
    value = stripped.partition(": ")[2] or stripped.removeprefix("- ")
    if value[:1] in ("'", '"'):
        hint = "put the whole text in quotes, or use the other sort of quotes around it"
        return "NK001", (place[0], shown.index(value[0])), "the text goes on after the closing quote", hint
    if ":" not in stripped and not stripped.startswith("- "):
        return (
            "NK009",
            (place[0], first),
            "a line that is neither a key with a colon nor a list entry",
            ("indent it further than the key it belongs to, or write `key: text`"),
        )
    hint = "give it the same number of spaces as the keys above it"
    return "NK009", (place[0], first), "this line is indented differently from the ones above", hint
