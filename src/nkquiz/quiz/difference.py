"""What was typed against what was wanted, letter by letter: two rows with marks, or one sentence."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from nkquiz.quiz.text import width_of

Pair = tuple[str, str]
"""A letter as typed and as wanted; "" where one of the two has none."""

_MOST_LETTERS = 200
_MOST_WORDS = 3  # so many differences are told in a sentence; more would only confuse
_MISSING = "_"


def nearest(typed: str, accepted: Iterable[str]) -> str:
    """Return the accepted answer that `typed` is most like; "" if it is like none, or differs by case alone from one."""
    if len(typed) > _MOST_LETTERS:
        return ""
    best, least = "", 1.0
    for wanted in accepted:
        pairs = letter_pairs(typed, wanted) if len(wanted) <= _MOST_LETTERS else ()
        apart = sum(not alike(pair) for pair in pairs) / max(1, len(pairs))
        if pairs and apart < least:
            best, least = wanted, apart
    return best if 0 < least <= 0.4 else ""  # further apart, marks under half of the letters help nobody


def alike(pair: Pair) -> bool:
    """Return True if the two letters are the same, whatever their case."""
    return pair[0].casefold() == pair[1].casefold()


def letter_pairs(typed: str, wanted: str) -> tuple[Pair, ...]:
    """Return the letters of both texts side by side, with as few differences as can be."""
    ours, theirs = _letters(typed), _letters(wanted)
    cost = _costs(ours, theirs)
    pairs: list[Pair] = []
    i, j = 0, 0
    while i < len(ours) or j < len(theirs):
        both = i < len(ours) and j < len(theirs)
        if both and cost[i][j] == cost[i + 1][j + 1] + (not alike((ours[i], theirs[j]))):
            pairs.append((ours[i], theirs[j]))
            i, j = i + 1, j + 1
        elif i < len(ours) and cost[i][j] == cost[i + 1][j] + 1:
            pairs.append((ours[i], ""))
            i += 1
        else:
            pairs.append(("", theirs[j]))
            j += 1
    return tuple(pairs)


def _costs(ours: Sequence[str], theirs: Sequence[str]) -> list[list[int]]:
    """Return how many differences at least are left from each place of the two texts on."""
    cost = [[0] * (len(theirs) + 1) for _ in range(len(ours) + 1)]
    for i in range(len(ours), -1, -1):
        for j in range(len(theirs), -1, -1):
            if i == len(ours) or j == len(theirs):
                cost[i][j] = len(ours) - i + len(theirs) - j
            else:
                other = cost[i + 1][j + 1] + (not alike((ours[i], theirs[j])))
                cost[i][j] = min(other, cost[i + 1][j] + 1, cost[i][j + 1] + 1)
    return cost


def _letters(text: str) -> list[str]:
    """Return the letters of a text, each with the marks that stand on it; a mark on nothing gets a dotted circle."""
    letters: list[str] = []
    for character in unicodedata.normalize("NFC", text):
        if not unicodedata.combining(character):
            letters.append(character)
        elif letters:
            letters[-1] += character
        else:
            letters.append(f"\N{DOTTED CIRCLE}{character}")
    return letters


def rows(typed: str, wanted: str, width: int) -> Iterator[tuple[tuple[Pair, ...], str]]:
    """Yield, for each stretch of at most `width` columns, its letters side by side, alike wide, and the marks under them."""
    stretch: list[Pair] = []
    taken = 0
    for pair in letter_pairs(typed, wanted):
        if taken + _columns(pair) > width and stretch:
            yield _row(stretch)
            stretch, taken = [], 0
        stretch.append(pair)
        taken += _columns(pair)
    yield _row(stretch)


def _columns(pair: Pair) -> int:
    return max(width_of(letter or _MISSING) for letter in pair)


def _row(pairs: Sequence[Pair]) -> tuple[tuple[Pair, ...], str]:
    side_by_side = tuple(
        (_cell(typed, _columns((typed, wanted))), _cell(wanted, _columns((typed, wanted)))) for typed, wanted in pairs
    )
    marks = "".join((" " if alike(pair) else "^") + " " * (_columns(pair) - 1) for pair in pairs)
    return side_by_side, marks.rstrip()


def _cell(letter: str, columns: int) -> str:
    """Return a letter, or the sign that there is none, filling so many columns."""
    return (letter or _MISSING) + " " * (columns - width_of(letter or _MISSING))


def in_a_sentence(typed: str, wanted: str) -> str:
    """Return the difference as it is said: `You wrote tocilizumap; the answer is tocilizumab: b, not p.`"""
    told = list(_changes(stretches(typed, wanted)))
    said = f"You wrote {typed}; the answer is {wanted}"
    return f"{said}: {', '.join(told)}." if 0 < len(told) <= _MOST_WORDS else f"{said.rstrip('.')}."


def stretches(typed: str, wanted: str) -> list[Pair]:
    """Return the stretches that are alike and those that are not, in turn, as typed and as wanted."""
    return [
        ("".join(ours for ours, _ in run), "".join(theirs for _, theirs in run))
        for run in (list(run) for _, run in groupby(letter_pairs(typed, wanted), alike))
    ]


def _changes(parts: Sequence[Pair]) -> Iterator[str]:
    before = ""
    for ours, theirs in parts:
        if not alike((ours, theirs)):
            where = f" after {_named(before[-3:])}" if before.strip() else ""
            if ours and theirs:
                yield f"{_named(theirs)}, not {_named(ours)}"
            elif theirs:
                yield f"{_named(theirs)} is missing{where}"
            else:
                yield f"{_named(ours)} is extra{where}"
        before += theirs


def _named(letters: str) -> str:
    """Return letters as they are said: a space and a hyphen by name."""
    return {" ": "a space", "-": "a hyphen"}.get(letters, letters)
