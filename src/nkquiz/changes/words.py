"""Two texts -> where they differ: first the lines, then the words of a line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal

from nkquiz.frozen import frozen

Fate = Literal["same", "gone", "new"]

_LEAST_ALIKE = 0.35
"""Below this share of common words, marking them helps nobody: the whole line counts as another."""
_ISLAND = 2  # words
_MOST_ALIKE = 50_000
"""Pairs of equal words, of which a thousand words of prose have some ten thousand. The time grows with them, and with
their square where a stranger repeats a few words for ever.
"""


_Code = tuple[str, int, int, int, int]
"""What difflib says: `equal`, `replace`, `insert` or `delete`, and the slices of both sides."""


@frozen
class Piece:
    """Words in a row that share a fate."""

    fate: Fate
    words: str


@frozen
class LineChange:
    """A line that changed, as pieces; `old` or `new` is empty where there was or is none."""

    pieces: tuple[Piece, ...]

    @property
    def old(self) -> tuple[Piece, ...]:
        """What it was."""
        return tuple(piece for piece in self.pieces if piece.fate != "new")

    @property
    def new(self) -> tuple[Piece, ...]:
        """What it is."""
        return tuple(piece for piece in self.pieces if piece.fate != "gone")


def line_changes(old: str, new: str) -> Iterator[LineChange]:
    """Yield the lines that changed, in order; lines that stay are left out."""
    before, after = old.split("\n") if old else [], new.split("\n") if new else []
    for tag, i, j, k, m in _opcodes(before, after):
        if tag == "equal":
            continue
        gone, come = before[i:j], after[k:m]
        paired = min(len(gone), len(come))
        for one, other in zip(gone, come, strict=False):
            yield LineChange(tuple(pieces(one, other)))
        yield from (LineChange((Piece("gone", line),)) for line in gone[paired:])
        yield from (LineChange((Piece("new", line),)) for line in come[paired:])


def pieces(old: str, new: str) -> list[Piece]:
    """Return how one line became another, word by word; where too little is common, as two whole lines."""
    before, after = old.split(), new.split()
    codes = _opcodes(before, after)
    same = sum(j - i for tag, i, j, _, _ in codes if tag == "equal")
    if 2 * same < _LEAST_ALIKE * (len(before) + len(after)):
        return [Piece("gone", old), Piece("new", new)]
    found: list[Piece] = []
    for same_words, gone, come in _runs(codes, before, after):
        if same_words:
            found.append(Piece("same", " ".join(same_words)))
        found += [Piece("gone", " ".join(gone))] * bool(gone)
        found += [Piece("new", " ".join(come))] * bool(come)
    return found


_Run = tuple[list[str], list[str], list[str]]


def _runs(codes: Sequence[_Code], before: Sequence[str], after: Sequence[str]) -> list[_Run]:
    """Return words that stay, and what went and came after them, in turn.

    A word or two that stay by chance between longer changes count as changed: islands make a sentence hard to read.
    """
    runs: list[_Run] = []
    for number, (tag, i, j, k, m) in enumerate(codes):
        if tag == "equal" and not (runs and number + 1 < len(codes) and _is_island(j - i, runs[-1], codes[number + 1])):
            runs.append((list(before[i:j]), [], []))
            continue
        if not runs:
            runs.append(([], [], []))
        runs[-1][1].extend(before[i:j])
        runs[-1][2].extend(after[k:m])
    return runs


def _is_island(words: int, run: _Run, following: _Code) -> bool:
    _, i, j, k, m = following
    return words <= _ISLAND and words < max(len(run[1]), len(run[2])) and words < max(j - i, m - k)


def _opcodes(before: Sequence[str], after: Sequence[str]) -> Sequence[_Code]:
    here, there = Counter(before), Counter(after)
    if sum(number * there[word] for word, number in here.items()) > _MOST_ALIKE:
        return [("replace", 0, len(before), 0, len(after))]
    return SequenceMatcher(None, before, after, autojunk=False).get_opcodes()


def with_gaps(words: str, around: int, *, first: bool, last: bool) -> str:
    """Return words that stay, with their middle left out where it is long; `first` and `last` of the line have one end."""
    split = words.split()
    left, right = (0 if first else around), (0 if last else around)
    if len(split) <= left + right + 3:
        return words
    return " ".join([*split[:left], "...", *(split[-right:] if right else [])])
