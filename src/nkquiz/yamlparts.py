"""A text that is not YAML, taken apart into list entries, so that one slip hides one entry and not the file.

Only lines and indents are looked at. Every part keeps the number of its first line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from nkquiz.frozen import frozen
from nkquiz.yamlfaults import LINE, Fault

_ENTRY = re.compile(r" *-(?=[ \w{\[\"'“]|$)")
_TOP_KEY = re.compile(r"(?:[A-Za-z_][^:#]*|\"[^\"]*\"|'[^']*')[ ]*:(?=\s|$)")
_LIST_KEY = re.compile(r"[^\s#-][^:#]*:\s*(#.*)?\Z")
_DIVIDER = re.compile(r"(---|\.\.\.)(\s|\Z)|%")


@frozen
class Part:
    """Some lines that belong together, an `entry` of a list or the frame around; `first` is their first line, from 0.

    `spoilt` means that some of its lines are already left out.
    """

    first: int
    lines: list[str]
    entry: bool = True
    spoilt: bool = False


def parts_of(lines: Sequence[str]) -> tuple[list[str], list[Part], list[Fault]]:
    """Return the frame (all lines, the entries blanked), the entries, and keys that stand between entries by mistake."""
    indent = _entry_indent(lines)
    if indent is None:
        return list(lines), [], []
    frame: list[str] = []
    entries: list[Part] = []
    faults: list[Fault] = []
    loose: list[int] = []  # lines of the frame since the last entry
    inside = False
    for number, line in enumerate(lines):
        starts = _starts_entry(line, indent)
        if starts:
            if entries and loose and not _LIST_KEY.match(lines[loose[-1]]):
                faults.append(_stray(lines, loose))
                entries[-1] = replace(entries[-1], spoilt=True)
                for n in loose:
                    frame[n] = ""
            entries.append(Part(number, []))
            inside, loose = True, []
        elif _TOP_KEY.match(line) or _DIVIDER.match(line):
            inside = False
        if inside:
            entries[-1].lines.append(line)
            frame.append("")
        else:
            frame.append(line)
            if line.strip() and not line.lstrip().startswith("#"):
                loose.append(number)
    return frame, entries, faults


def _entry_indent(lines: Sequence[str]) -> int | None:
    """Return the indent of the dashes of the first list, or None if there is no list."""
    above = ""
    for line in lines:
        stripped = line.lstrip(" ")
        if not stripped or stripped.startswith("#"):
            continue
        if _ENTRY.match(line) and (_LIST_KEY.match(above) or not above):
            return len(line) - len(stripped)
        above = line
    return None


def _starts_entry(line: str, indent: int) -> bool:
    return bool(_ENTRY.match(line)) and len(line) - len(line.lstrip(" ")) == indent


def _stray(lines: Sequence[str], loose: Sequence[int]) -> Fault:
    at = loose[0]
    if _DIVIDER.match(lines[at]):
        return Fault("NK004", at, 0, f"`{lines[at].strip()}` is not used in decks", "delete the line", 3)
    match = LINE.match(lines[at])
    key = match["key"] if match and match["key"] else lines[at].strip()
    message = f"`{key}` stands at the left edge, where YAML takes it for the end of the list"
    hint = "if it belongs to the entry above, indent it like the lines there; if a new entry begins here, put `- ` before it"
    return Fault("NK009", at, 0, message, hint, len(key))


def without(lines: Sequence[str], fault: Fault) -> list[str]:
    """Return `lines` with what `fault` spoils blanked: a key with its value, or lines that stand wrongly."""
    rest, at = list(lines), fault.line
    indent, dashes = _indents(lines[at])
    if fault.code == "NK009":
        end = _end_of_misplaced(lines, at)
    elif dashes > indent and (end := _end_of(lines, at, dashes)) < len(lines) and _indents(lines[end]) == (dashes, dashes):
        # The entry goes on below: only its first key is spoilt.
        kept = lines[at][:dashes].rstrip()
        return [*rest[:at], kept if lines[at].strip() != kept.strip() else "", *[""] * (end - at - 1), *rest[end:]]
    else:
        end = _end_of(lines, at, indent)
    return [*rest[:at], *[""] * (end - at), *rest[end:]]


def _indents(line: str) -> tuple[int, int]:
    """Return where `line` begins, and where its text begins after the dashes of list entries."""
    match = LINE.match(line)
    assert match is not None
    return match.end("indent"), match.end("dashes")


def _end_of(lines: Sequence[str], at: int, indent: int) -> int:
    """Return the number of the line after those that stand deeper than `indent` below line `at`."""
    return next((n for n in range(at + 1, len(lines)) if lines[n].strip() and _indents(lines[n])[0] <= indent), len(lines))


def _end_of_misplaced(lines: Sequence[str], at: int) -> int:
    """Return the number of the line after those that share the wrong indent of line `at`, so that one slip is told once."""
    indent, dashes = _indents(lines[at])
    wanted = _indents(lines[0])[1]
    for n in range(at + 1, len(lines)):
        if lines[n].strip():
            own, text = _indents(lines[n])
            alike = own == indent and (text > own) == (dashes > indent)
            deeper = own > indent and (dashes > indent or indent >= wanted)
            if not alike and not deeper:
                return n
    return len(lines)
