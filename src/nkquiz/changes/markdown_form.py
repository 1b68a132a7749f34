"""Differences as the learner's change list: Markdown to be pasted into release notes.

Texts of cards are text there too: nothing in them becomes a heading, a link, HTML, or calls a person by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from nkquiz.changes.comparing import Change, Differences, FieldChange
from nkquiz.changes.telling import counts, to_do, to_see, warnings
from nkquiz.changes.words import LineChange, Piece, line_changes, with_gaps
from nkquiz.diagnostics import counted, visible

_AROUND = 8
_NO_NEWS = ("Sources", "Dates", "Level", "Occlusion", "Data")
_AS_THEY_ARE = {"Corrected": "Corrected", "Retired": "Why"}


def as_markdown(differences: Differences) -> Iterator[str]:
    """Yield the lines of the change list."""
    if not differences.related:
        yield from (_plain(f"{text[0].upper()}{text[1:]}.") for _, text in warnings(differences))
        return
    if not differences.seen:
        yield " ".join(["Nothing changed for learners.", *map(_quoted, to_see(differences))])
        return
    said = counts(differences, unseen=False)
    yield f"{_plain(said or 'Small changes')}. {_plain(to_do(differences))}"
    if seen := [f"- {_quoted(sentence)}" for sentence in to_see(differences)]:
        yield from ("", *seen)
    yield from _section("Corrected", differences.of("corrected"))
    yield from _changed(differences.of("changed"))
    yield from _section("No longer asked", differences.of("retired"))
    yield from _section("Asked again", differences.of("back"))
    yield from _section("Not in this package", differences.of("gone"))
    yield from _new(differences.of("new"))


def _changed(changes: tuple[Change, ...]) -> Iterator[str]:
    """Yield the facts that read differently, and only the number of those that changed in what is no news."""
    told = tuple(change for change in changes if change.fields is None or any(map(_is_news, change.fields)))
    yield from _section("Changed", told)
    if small := len(changes) - len(told):
        facts = f"{small} more" if told else counted(small, "fact")
        yield from ("", f"{facts} changed in sources, dates, level, links or pictures only.")


def _is_news(field: FieldChange) -> bool:
    return field.field not in _NO_NEWS and field.old != field.new


def _section(title: str, changes: tuple[Change, ...]) -> Iterator[str]:
    if not changes:
        return
    yield from ("", f"### {title}", "")
    for change in changes:
        yield f"- {_fact(change)}"
        for field in change.fields or ():
            yield from _field(field)


def _fact(change: Change) -> str:
    return f"**{_plain(change.prompt)}**" if change.prompt else f"`{_code(change.fact_id)}`"


def _field(field: FieldChange) -> Iterator[str]:
    if field.field in _AS_THEY_ARE:
        if field.new:
            yield f"  - {_AS_THEY_ARE[field.field]}: {_plain(field.new)}"
        return
    if not _is_news(field):
        return
    lines = [_line(line) for line in line_changes(field.old, field.new)]
    if len(lines) == 1:
        yield f"  - {_plain(field.label)}: {lines[0]}"
        return
    yield f"  - {_plain(field.label)}:"
    yield from (f"    - {line}" for line in lines)


def _line(line: LineChange) -> str:
    return " ".join(_piece(piece, number, len(line.pieces) - 1) for number, piece in enumerate(line.pieces))


def _piece(piece: Piece, number: int, last: int) -> str:
    match piece.fate:
        case "same":
            return _plain(with_gaps(piece.words, _AROUND, first=number == 0, last=number == last))
        case "gone":
            return f"~~{_plain(piece.words)}~~"
        case "new":
            return f"**{_plain(piece.words)}**"


def _new(changes: tuple[Change, ...]) -> Iterator[str]:
    if not changes:
        return
    yield from ("", "### New")
    for deck, facts in groupby(sorted(changes, key=lambda change: change.deck), key=lambda change: change.deck):
        yield from ("", f"**{_plain(deck.partition('::')[2] or deck)}**", "")
        yield from (f"- {_plain(change.prompt) if change.prompt else _fact(change)}" for change in facts)


_MARKS = re.compile(r"([\\`*_\[\]|~#])")
_BEGINS_A_BLOCK = re.compile(r"\A([-+=]|[0-9]+[.)])")
_STANDS_FOR = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "$": "&#36;", "@": "@\u2060"}  # the last: nobody is called by name


def _plain(text: str) -> str:
    """Return text as Markdown that shows just it."""
    text = re.sub(r"#(?=[0-9])", "#\u2060", visible(" ".join(text.split())))
    text = "".join(_STANDS_FOR.get(c, c) for c in _MARKS.sub(r"\\\1", text))  # last, for an entity holds marks itself
    text = re.sub(r"(?i)\b(https?|mailto|ftp):|\bwww\.", lambda link: f"{link[0][:-1]}&#{ord(link[0][-1])};", text)
    return _BEGINS_A_BLOCK.sub(lambda mark: f"{mark[0][:-1]}\\{mark[0][-1]}", text)


def _code(name: str) -> str:
    return visible(" ".join(name.split())).replace("`", "'")


def _quoted(sentence: str) -> str:
    """Return a sentence of ours, whose names in backticks stay code."""
    parts = enumerate(sentence.split("`"))
    return "".join(f"`{_code(part)}`" if number % 2 else _MARKS.sub(r"\\\1", part) for number, part in parts)
