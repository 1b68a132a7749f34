"""The events of PyYAML (libyaml's, where it is there) -> nodes, and a problem for every feature that decks do not use.

Not `safe_load`: that turns `no` into False, keeps the last of two equal keys and forgets where things stood.
"""

from __future__ import annotations

from typing import Any

from nkquiz.diagnostics import Problem, visible
from nkquiz.yamlfaults import SAVE_AS_UTF8, Fault, fault_of
from nkquiz.yamlnodes import Items, Mapping, Node, Scalar, Source

MAX_DEPTH = 32


class TreeBuilder:
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
            return Fault("NK003", 0, 0, "YAML cannot read the file", SAVE_AS_UTF8)
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
        offset, broken, careful = self.first, self.broken, self.entry
        mapping = Mapping
        hashes = {n: line for n, line in enumerate(text.splitlines()) if " #" in line} if " #" in text else {}
        node: Node
        while True:
            event = get_event()
            kind = type(event)
            mark = event.start_mark
            if kind is scalar_event:
                node = Scalar(event.value, mark.line + offset, mark.column, not event.style)
                if event.tag or event.anchor:
                    self._unused_feature(event)
                    node.text, node.plain = node.text or "?", False
                if hashes and node.plain and event.end_mark.line in hashes:
                    self._hidden(node, event.end_mark, hashes)
                # The same as below, for what nearly every event is: large collections have millions of them.
                if type(parent) is mapping:
                    if key is None:
                        key = node if node.text != "<<" else self._key(node)
                        continue
                    word, entries = key.text, parent.entries
                    if word in entries or careful or word == "<<":
                        self._put(parent, key, node)
                    else:
                        entries[word] = node
                        parent.keys[word] = key
                    key = None
                    continue
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
                nothing = kind is scalar_event and not event.value and not event.style
                if (kind is scalar_event or kind is map_start or kind is seq_start) and not nothing:
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
        first = parent.keys.get(key.text)
        if key.text == "<<":
            parent.broken = True
        if self.entry and self.broken and type(value) is Scalar and value.plain and not value.text:
            return  # what stood below this key may be what was left out
        if first is None:
            parent.entries[key.text] = value
            parent.keys[key.text] = key
        elif parent not in self.run_on:
            hint = "delete one of the two"
            if first is next(iter(parent.keys.values())) and len(parent.keys) > 1:
                # What comes is a second entry without its dash: not every key of it is a mistake of its own.
                self.run_on.add(parent)
                hint += "; or, if a new entry begins here, put `- ` before it"
            related = ((self.source.span(first), "first given here"),)
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
