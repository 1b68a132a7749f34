"""What a learner reads of a fact, for rules about words: without marks and code, and without `accept`, which is never shown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nkquiz import markup
from nkquiz.markup import Code, Maths, Open, Text
from nkquiz.model import Cell, Fact, Option, Part

_WORD = re.compile(r"[^\W\d_][\w'’]*")
_MAJOR = 4  # letters, from which on a word of a title has a capital


def is_title(text: str) -> bool:
    """Return True for what is written as a title is, or quoted: `All You Need Is Love`. Its words are not the author's."""
    if text[:1] in '"“„«':
        return True
    words: list[str] = _WORD.findall(text)
    return any(word[0].isupper() and len(word) > 1 for word in words[1:]) and all(
        word[0].isupper() for word in words if len(word) >= _MAJOR
    )


def texts_of(fact: Fact) -> Iterator[tuple[str, str]]:
    """Yield the texts of a fact that a learner reads, without marks and code, each with the key it stands under."""
    for key, value in fact.own.items():
        if isinstance(value, str):
            yield key, _bare(markup.without_gaps(value) if key == "cloze" else value)
        elif isinstance(value, tuple):
            for entry in value:
                yield from ((key, _bare(text)) for text in _parts_of(entry))
    yield from (("because", _bare(fact.because)), ("caveat", _bare(fact.caveat)), ("setting", _bare(fact.setting)))


def _parts_of(entry: str | Option | Cell | Part) -> tuple[str, ...]:
    match entry:
        case str():
            return (entry,)
        case Option(text, why):
            return text, why
        case Cell(_, text):
            return (text,)
        case Part():
            return entry.name, entry.clue


def _bare(text: str) -> str:
    """Return `text` without marks; code, formulas, and what is set high or low are cut out."""
    if not any(mark in text for mark in "*_`[\\~^"):
        return text
    out: list[str] = []
    for token in markup.tokens(text):
        match token:
            case Text(words):
                out.append(words)
            case Code() | Maths() | Open("subscript" | "superscript"):
                out.append("\x00")
    return "".join(out)
