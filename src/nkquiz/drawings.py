"""What in an SVG drawing could run, or fetch something, once it is opened; and how it stays as it was drawn by night.

The drawing is read as XML, as a browser reads it: spelled with a prefix, an entity or without a space, a script is
still a script. Words of a style sheet can hide behind a backslash, so none may stand there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_ELEMENTS = frozenset(
    "script foreignobject iframe embed object use image feimage set animate animatemotion animatetransform "
    "animatecolor discard handler listener audio video".split()
)
_FETCHES = re.compile(r"javascript:|(?:url|src|image|image-set)\(\s*[\"']?(?!\s*[\"']?#)|@import|\\", re.IGNORECASE)
_HINT = "draw it without scripts, links and embedded files"


class _UnsafeError(Exception):
    """Ends the reading at the first thing that is not safe."""


def svg_faults(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield message and hint if the drawing cannot be read or is not safe in a card; the first fault is enough."""
    from xml.parsers.expat import ExpatError, ParserCreate, errors

    if b"\0" in data:
        yield "is not UTF-8 text", "save the drawing as plain SVG in UTF-8"
        return
    parser = ParserCreate()
    reading = _Reading()
    parser.StartElementHandler = reading.element
    parser.CharacterDataHandler = reading.text
    parser.EndElementHandler = reading.end
    parser.ProcessingInstructionHandler = _instruction
    parser.StartDoctypeDeclHandler = _doctype
    try:
        parser.Parse(data, True)
    except _UnsafeError as found:
        yield f"holds `{str(found)[:40]}`, which is not safe in a card", _HINT
    except (ExpatError, LookupError, ValueError) as error:
        why = errors.messages[error.code] if isinstance(error, ExpatError) else "unknown encoding"
        yield f"is not a drawing that can be read: {why}, line {parser.CurrentLineNumber}", "save it anew as plain SVG in UTF-8"


class _Reading:
    """The elements and texts of a drawing, judged as they come."""

    def __init__(self) -> None:
        self.root = ""
        self.style: list[str] | None = None

    def element(self, name: str, attributes: dict[str, str]) -> None:
        local = _local(name)
        if not self.root and local != "svg":
            raise _UnsafeError(f"<{name}")
        self.root = self.root or local
        if local in _ELEMENTS:
            raise _UnsafeError(f"<{name}")
        for key, value in attributes.items():
            if key.split(":")[0] != "xmlns":
                _judge(key, value)
        if local == "style":
            self.style = []

    def text(self, words: str) -> None:
        if self.style is not None:
            self.style.append(words)

    def end(self, _name: str) -> None:
        if self.style is not None:
            _judge_style("".join(self.style))
            self.style = None


def _local(name: str) -> str:
    return name.rpartition(":")[2].lower()


def _judge(key: str, value: str) -> None:
    local, shown = _local(key), f'{key}="{value}'
    if local.startswith("on") or (local in ("href", "src", "base") and not value.strip().startswith("#")):
        raise _UnsafeError(shown)
    if _FETCHES.search(value):
        raise _UnsafeError(shown)


def _judge_style(text: str) -> None:
    if match := _FETCHES.search(text):
        raise _UnsafeError(text[match.start() :].strip())


def _instruction(target: str, _data: str) -> None:
    raise _UnsafeError(f"<?{target}")


def _doctype(_name: str, _system: str | None, _public: str | None, has_own: int) -> None:
    """Let the usual doctype pass, which nobody fetches; one with entities of its own could grow without end."""
    if has_own:
        raise _UnsafeError("<!DOCTYPE [")


_PAPER = b"color-scheme:only light"
_ATTRIBUTE = re.compile(rb"""\s+([^\s=/>]+)\s*=\s*("[^"]*"|'[^']*')""")


def on_paper(data: bytes) -> bytes:
    """Return the drawing such that no browser gives it other colours for the night.

    Anki 25.9.5 lets its web engine darken what it shows: dark lines and words of a drawing became white, on the white
    paper that a card lays beneath it. Nothing on the card prevents that, only a word in the drawing does. A drawing that
    speaks of `color-scheme` itself, or cannot be read, stays as it is.
    """
    name = None if b"color-scheme" in data else re.compile(rb"<[^\s/>]+").match(data, _root_begins(data))
    if name is None:
        return data
    at = name.end()
    while attribute := _ATTRIBUTE.match(data, at):
        if attribute[1] == b"style":
            at = attribute.start(2) + 1
            return data[:at] + _PAPER + b";" + data[at:]
        at = attribute.end()
    return data[: name.end()] + b' style="' + _PAPER + b'"' + data[name.end() :]


def _root_begins(data: bytes) -> int:
    """Return where the first element begins; the length of what cannot be read."""
    from xml.parsers.expat import ExpatError, ParserCreate

    def found(_name: str, _attributes: dict[str, str]) -> None:
        raise _RootError(parser.CurrentByteIndex)

    parser = ParserCreate()
    parser.StartElementHandler = found
    try:
        parser.Parse(data, True)
    except _RootError as root:
        return root.at
    except (ExpatError, LookupError, ValueError):
        pass
    return len(data)


class _RootError(Exception):
    """Ends the reading at the first element."""

    def __init__(self, at: int) -> None:
        super().__init__(at)
        self.at = at
